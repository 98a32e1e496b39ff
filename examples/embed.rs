//! Vectors of a library's texts from a model file of your own, offline.
//!
//! ```text
//! cargo run --release --features embed --example embed -- LIBRARY MODEL
//! ```
//!
//! MODEL is a directory with `model.safetensors` and `tokenizer.json` of *static embeddings*: one vector for each token, as
//! model2vec and the static models of sentence-transformers have them. A text's vector is the mean of its tokens'. That is
//! a look-up, not a network: thousands of texts a second on one core, and no program but this one. Nothing is downloaded:
//! copy the two files from wherever the model is published, and mind its licence.
//!
//! With a model that has no such form (ONNX, a server), write the texts with `qianxian vectors --texts texts.jsonl`, make a
//! vector of each with the model's own tools, and attach them with `qianxian vectors --file vectors.npy --ids texts.jsonl`.
//!
//! A need that is not in the library wants the same vector: [`StaticModel::vector`] on its title, keywords and description.

use std::path::Path;

use qianxian::engine::silent;
use qianxian::intake::vectors::PlacedVector;
use qianxian::model::Vector;
use qianxian::{Library, LibraryOptions};
use safetensors::{Dtype, SafeTensors};
use tokenizers::Tokenizer;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Tokens of a text that count; later ones of a long text say little that is new.
const MOST_TOKENS: usize = 512;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [library, model] = &arguments[..] else {
        return Err("give the directories of a library and of a model".into());
    };
    let library = Library::open(library, LibraryOptions::new())?;
    let (attached, silent) = attach(&library, &StaticModel::read(model.as_ref())?)?;
    println!("{attached} vectors attached; {silent} texts have no token that the model knows");
    Ok(())
}

/// Makes the vector of every text of `library`; returns how many were attached, and how many texts have none.
fn attach(library: &Library, model: &StaticModel) -> Outcome<(usize, usize)> {
    let mut texts = Vec::new();
    library.snapshot()?.vector_texts(&mut |text| {
        texts.push(text);
        Ok(())
    })?;
    let (mut rows, mut without) = (Vec::new(), 0);
    for (number, text) in (1..).zip(texts) {
        match model.vector(&text.text)? {
            Some(vector) => rows.push(Ok(PlacedVector::new(number, text.place, vector))),
            None => without += 1,
        }
    }
    let mut writer = library.writer()?;
    let report = writer.attach_vectors(rows, &silent)?;
    writer.commit()?;
    writer.close()?;
    match report.refused.into_iter().next() {
        Some(refused) => Err(refused.error.into()),
        None => Ok((report.attached + report.unchanged, without)),
    }
}

/// One vector for each token.
struct StaticModel {
    tokenizer: Tokenizer,
    /// Shape (rows, components), row by row.
    rows: Vec<f32>,
    components: usize,
    /// Row of each token, if tokens share rows.
    row_of: Option<Vec<usize>>,
    /// Weight of each token, if the rows do not have it in them.
    weights: Option<Vec<f32>>,
}

impl StaticModel {
    /// Reads the model in `directory`.
    fn read(directory: &Path) -> Outcome<Self> {
        let bytes = std::fs::read(directory.join("model.safetensors"))?;
        let tensors = SafeTensors::deserialize(&bytes)?;
        // model2vec and sentence-transformers name the same matrix differently.
        let matrix = ["embeddings", "embedding.weight"];
        let found = matrix.into_iter().find(|name| tensors.tensor(name).is_ok());
        let name = found.ok_or(
            "no tensor `embeddings` or `embedding.weight`: this is no model of static embeddings",
        )?;
        let &[_, components] = tensors.tensor(name)?.shape() else {
            return Err(format!("`{name}` is no matrix").into());
        };
        let has = |name: &str| tensors.tensor(name).is_ok();
        let row_of = has("mapping").then(|| rows_of_tokens(&tensors, "mapping"));
        let weights = has("weights").then(|| floats(&tensors, "weights"));
        Ok(Self {
            tokenizer: Tokenizer::from_file(directory.join("tokenizer.json"))
                .map_err(|e| e.to_string())?,
            rows: floats(&tensors, name)?,
            components,
            row_of: row_of.transpose()?,
            weights: weights.transpose()?,
        })
    }

    /// The mean of the tokens' vectors; `None` if the model knows no token of `text`.
    fn vector(&self, text: &str) -> Outcome<Option<Vector>> {
        let encoding = self
            .tokenizer
            .encode_fast(text, false)
            .map_err(|e| e.to_string())?;
        let unknown = ["[UNK]", "<unk>"].map(|token| self.tokenizer.token_to_id(token));
        let tokens = encoding
            .get_ids()
            .iter()
            .filter(|&&id| !unknown.contains(&Some(id)));
        let mut sum = vec![0.0_f32; self.components];
        for &token in tokens.take(MOST_TOKENS) {
            let token = token as usize;
            let row = self
                .row_of
                .as_ref()
                .map_or(Some(token), |rows| rows.get(token).copied());
            let start =
                row.ok_or("the tokenizer has more tokens than the model")? * self.components;
            let vector = self.rows.get(start..start + self.components);
            let vector = vector.ok_or("the tokenizer has more tokens than the model")?;
            let weight = self
                .weights
                .as_ref()
                .and_then(|all| all.get(token))
                .copied();
            for (sum, component) in sum.iter_mut().zip(vector) {
                *sum += weight.unwrap_or(1.0) * component;
            }
        }
        // Only the direction of a vector counts, so the sum is as good as the mean.
        let is_known = sum.iter().any(|&component| component != 0.0);
        Ok(is_known.then(|| Vector::new(sum)).transpose()?)
    }
}

/// The numbers of a tensor of floats, or of 8-bit integers.
fn floats(tensors: &SafeTensors<'_>, name: &str) -> Outcome<Vec<f32>> {
    let tensor = tensors.tensor(name)?;
    let (data, kind) = (tensor.data(), tensor.dtype());
    let of =
        |width: usize, read: &dyn Fn(&[u8]) -> f32| data.chunks_exact(width).map(read).collect();
    if kind == Dtype::F32 {
        return Ok(of(4, &|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])));
    }
    if kind == Dtype::F16 {
        return Ok(of(2, &|b| half(u16::from_le_bytes([b[0], b[1]]))));
    }
    if kind == Dtype::BF16 {
        // The upper half of a 32-bit float.
        return Ok(of(2, &|b| f32::from_le_bytes([0, 0, b[0], b[1]])));
    }
    if kind == Dtype::I8 {
        return Ok(of(1, &|b| f32::from(i8::from_le_bytes([b[0]]))));
    }
    Err(format!("`{name}` holds {kind:?}: save the model with 32-bit floats").into())
}

/// The row of each token, from a tensor of integers.
fn rows_of_tokens(tensors: &SafeTensors<'_>, name: &str) -> Outcome<Vec<usize>> {
    let tensor = tensors.tensor(name)?;
    let width = if tensor.dtype() == Dtype::I64 { 8 } else { 4 };
    // A row is far below 2³², so the lower half of a little-endian number says it.
    let row = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize;
    Ok(tensor.data().chunks_exact(width).map(row).collect())
}

/// A float of 16 bits; infinities and NaN, which no model has, become large numbers.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    match exponent {
        0 => sign * fraction * 2_f32.powi(-24),
        _ => sign * (fraction + 1024.0) * 2_f32.powi(exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::path::Path;

    use qianxian::model::{Need, Profile, ProfileKind, Work};
    use qianxian::{Library, LibraryOptions, RankOptions};
    use safetensors::Dtype;
    use safetensors::tensor::TensorView;

    use super::{StaticModel, attach, half};

    /// Words that the tiny model knows, each with its vector: coke and electrode are near, membranes and coating too.
    const WORDS: [(&str, [f32; 3]); 6] = [
        ("[UNK]", [0.0, 0.0, 0.0]),
        ("焦", [1.0, 0.1, 0.5]),
        ("电", [0.9, -0.1, 0.5]),
        ("极", [0.8, 0.0, 0.5]),
        ("膜", [0.0, 1.0, 0.5]),
        ("涂", [0.1, 0.9, 0.5]),
    ];

    /// Writes a model of both files, in their real formats.
    fn write_model(directory: &Path) {
        let vocab: Vec<String> = WORDS
            .iter()
            .enumerate()
            .map(|(id, (word, _))| format!("\"{word}\":{id}"))
            .collect();
        let tokenizer = format!(
            r####"{{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],
            "normalizer":{{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}},
            "pre_tokenizer":{{"type":"BertPreTokenizer"}},"post_processor":null,"decoder":null,
            "model":{{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
            "vocab":{{{}}}}}}}"####,
            vocab.join(",")
        );
        std::fs::write(directory.join("tokenizer.json"), tokenizer).unwrap();
        let bytes: Vec<u8> = WORDS
            .iter()
            .flat_map(|(_, row)| row)
            .flat_map(|x| x.to_le_bytes())
            .collect();
        let matrix = TensorView::new(Dtype::F32, vec![WORDS.len(), 3], &bytes).unwrap();
        let file = safetensors::serialize([("embeddings", matrix)], None).unwrap();
        std::fs::write(directory.join("model.safetensors"), file).unwrap();
    }

    #[test]
    fn a_need_finds_the_profile_that_says_the_same_in_other_words() {
        let directory = tempfile::tempdir().unwrap();
        write_model(directory.path());
        let model = StaticModel::read(directory.path()).unwrap();
        assert_eq!(model.vector("xyz").unwrap(), None);
        assert_eq!(model.vector("膜").unwrap().unwrap().steps(), [0, 127, 64]);

        let library =
            Library::create(directory.path().join("library"), LibraryOptions::new()).unwrap();
        let mut writer = library.writer().unwrap();
        let need = Need::new("n1", "焦").unwrap();
        writer.put_need(&need).unwrap();
        for (id, said) in [("a", "膜涂"), ("b", "电极"), ("c", "xyz")] {
            let mut profile = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
            profile.works.push(Work::new(said));
            writer.put_profile(&profile).unwrap();
        }
        writer.commit().unwrap();
        writer.close().unwrap();
        let options = RankOptions::new("2024-07-01".parse().unwrap());
        let ranked = || -> Vec<String> {
            let need = library.snapshot().unwrap().need(&need.id).unwrap();
            let found = library.snapshot().unwrap().rank(&need, &options).unwrap();
            found
                .matches
                .iter()
                .map(|m| m.profile.to_string())
                .collect()
        };
        assert_eq!(ranked(), ["a", "b", "c"], "no word in common: by id");
        assert_eq!(attach(&library, &model).unwrap(), (3, 1));
        assert_eq!(
            ranked(),
            ["b", "c", "a"],
            "an unknown vector is neither near nor far"
        );
    }

    #[test]
    fn half_floats_are_read() {
        assert_eq!(
            [0x3c00, 0xc000, 0x0001].map(half),
            [1.0, -2.0, 2_f32.powi(-24)]
        );
    }
}
