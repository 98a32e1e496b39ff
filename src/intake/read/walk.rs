//! Walks a JSON text character by character, without keeping it.

/// Most bytes kept of a key.
const KEY_BYTES: usize = 200;
/// Most containers within one another, as the parser of records allows.
const MAX_DEPTH: usize = 128;

/// An object or a list that is open.
#[derive(Debug, Default)]
struct OpenFrame {
    is_list: bool,
    /// The key whose value comes, in an object.
    key: String,
    has_colon: bool,
    /// Whether the value was seen, so that a comma must follow.
    has_value: bool,
}

/// What a character begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonStep {
    /// Nothing.
    Inner,
    /// A text, a number, or a word.
    Leaf,
    ObjectOpens,
    ListOpens,
    Closes,
    /// It cannot stand there; the text is no JSON.
    Broken,
}

/// The open objects and lists at a place of a JSON text. Memory O(depth).
#[derive(Debug, Default)]
pub(super) struct JsonWalker {
    frames: Vec<OpenFrame>,
    text: String,
    in_string: bool,
    is_escaped: bool,
    in_scalar: bool,
}

impl JsonWalker {
    /// Number of objects and lists that are open.
    pub(super) fn depth(&self) -> usize {
        self.frames.len()
    }

    /// Whether the innermost but one is a list, so that what just opened is an element.
    pub(super) fn is_element(&self) -> bool {
        let parent = self.frames.len().checked_sub(2);
        parent.is_some_and(|at| self.frames[at].is_list)
    }

    /// Number of lists that are open.
    pub(super) fn lists(&self) -> usize {
        self.frames.iter().filter(|frame| frame.is_list).count()
    }

    /// The keys on the way to the place, of the frames from `depth` on.
    pub(super) fn keys(&self, depth: usize) -> Vec<String> {
        let frames = self.frames.iter().skip(depth);
        let keys = frames.filter(|frame| !frame.is_list);
        keys.map(|frame| decoded(&frame.key)).collect()
    }

    /// Takes the next character.
    pub(super) fn step(&mut self, c: char) -> JsonStep {
        if self.in_string {
            return self.step_in_string(c);
        }
        if c.is_ascii_whitespace() {
            self.in_scalar = false;
            return JsonStep::Inner;
        }
        if self.in_scalar && !matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"') {
            return JsonStep::Inner;
        }
        self.in_scalar = false;
        match c {
            ':' => self.step_colon(),
            ',' => match self.frames.last_mut() {
                Some(frame) if frame.has_value => {
                    (frame.has_value, frame.has_colon) = (false, false);
                    JsonStep::Inner
                }
                _ => JsonStep::Broken,
            },
            '}' | ']' => match self.frames.pop() {
                Some(frame) if frame.is_list == (c == ']') => JsonStep::Closes,
                _ => JsonStep::Broken,
            },
            '{' | '[' => self.open(c == '['),
            '"' => {
                self.in_string = true;
                self.text.clear();
                let frame = self.frames.last();
                if frame.is_some_and(|frame| !frame.is_list && !frame.has_colon) {
                    return JsonStep::Inner;
                }
                self.leaf()
            }
            _ => {
                self.in_scalar = true;
                self.leaf()
            }
        }
    }

    fn open(&mut self, is_list: bool) -> JsonStep {
        if !self.takes_value(true) || self.frames.len() >= MAX_DEPTH {
            return JsonStep::Broken;
        }
        self.frames.push(OpenFrame {
            is_list,
            ..OpenFrame::default()
        });
        match is_list {
            true => JsonStep::ListOpens,
            false => JsonStep::ObjectOpens,
        }
    }

    fn leaf(&mut self) -> JsonStep {
        match self.takes_value(false) {
            true => JsonStep::Leaf,
            false => JsonStep::Broken,
        }
    }

    fn step_in_string(&mut self, c: char) -> JsonStep {
        if c == '\n' || c == '\r' {
            return JsonStep::Broken;
        }
        self.in_string = c != '"' || self.is_escaped;
        self.is_escaped = c == '\\' && !self.is_escaped;
        let frame = self.frames.last_mut();
        let Some(frame) = frame.filter(|frame| !frame.is_list && !frame.has_colon) else {
            return JsonStep::Inner;
        };
        if !self.in_string {
            frame.key = std::mem::take(&mut self.text);
        } else if self.text.len() < KEY_BYTES {
            self.text.push(c);
        }
        JsonStep::Inner
    }

    fn step_colon(&mut self) -> JsonStep {
        match self.frames.last_mut() {
            Some(frame) if !frame.is_list && !frame.has_colon => {
                frame.has_colon = true;
                JsonStep::Inner
            }
            _ => JsonStep::Broken,
        }
    }

    /// Notes that a value begins; whether one may.
    fn takes_value(&mut self, is_container: bool) -> bool {
        let Some(frame) = self.frames.last_mut() else {
            return is_container;
        };
        let may = !frame.has_value && (frame.is_list || frame.has_colon);
        frame.has_value = true;
        may
    }
}

/// A key without its escapes.
fn decoded(key: &str) -> String {
    let is_plain = !key.contains('\\');
    let parsed = || serde_json::from_str(&format!("\"{key}\"")).ok();
    match is_plain {
        true => key.to_owned(),
        false => parsed().unwrap_or_else(|| key.to_owned()),
    }
}
