//! Items that callers see, by public path, printed without bodies.

use std::collections::BTreeMap;
use std::fmt;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, TraitItem, Type};

use super::tree::{ModulePath, Tree, is_seen, is_test};

/// What stands under each public path.
pub(super) struct Listing(BTreeMap<String, String>);

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, text) in &self.0 {
            writeln!(f, "## {path}\n{}\n", text.trim_end())?;
        }
        Ok(())
    }
}

impl Listing {
    pub(super) fn of(tree: &Tree) -> Self {
        let mut listing = Self(BTreeMap::new());
        for (path, module) in &tree.0 {
            let is_reached = (1..=path.len()).all(|depth| tree.0[&path[..depth]].is_public);
            if !is_reached {
                continue;
            }
            for item in &module.items {
                for name in declared(item) {
                    listing.put(tree, path, &name, (path, &name));
                }
            }
            for used in module.uses.iter().filter(|used| used.is_public) {
                match tree.resolve(path, &used.path) {
                    Some((at, name)) => listing.put(tree, path, &used.name, (&at, &name)),
                    None => listing.alias(path, &used.name, &used.path.join("::")),
                }
            }
        }
        listing
    }

    fn alias(&mut self, path: &ModulePath, name: &str, target: &str) {
        self.0
            .insert(public(path, name), format!("pub use {target};"));
    }

    /// Lists under `name` of module `path` what `of` defines.
    fn put(&mut self, tree: &Tree, path: &ModulePath, name: &str, of: (&ModulePath, &str)) {
        let found = tree.0[of.0]
            .items
            .iter()
            .filter(|item| declared(item).iter().any(|declared| declared == of.1));
        let mut pieces: Vec<String> = found.map(printed).collect();
        if pieces.is_empty() {
            return self.alias(path, name, &public(of.0, of.1));
        }
        let mut implemented = implementations(tree, of);
        implemented.sort();
        implemented.dedup();
        pieces.extend(implemented);
        self.0.insert(public(path, name), pieces.concat());
    }
}

fn public(path: &ModulePath, name: &str) -> String {
    let segments = std::iter::once("qianxian").chain(path.iter().map(String::as_str));
    let segments: Vec<&str> = segments.chain([name]).collect();
    segments.join("::")
}

/// Names that an item gives to callers.
fn declared(item: &Item) -> Vec<String> {
    let name = match item {
        Item::Const(i) if is_seen(&i.vis) => &i.ident,
        Item::Enum(i) if is_seen(&i.vis) => &i.ident,
        Item::Fn(i) if is_seen(&i.vis) => &i.sig.ident,
        Item::Static(i) if is_seen(&i.vis) => &i.ident,
        Item::Struct(i) if is_seen(&i.vis) => &i.ident,
        Item::Trait(i) if is_seen(&i.vis) => &i.ident,
        Item::Type(i) if is_seen(&i.vis) => &i.ident,
        Item::Macro(i) if i.ident.is_none() => return declared_by_macro(&i.mac.tokens),
        _ => return Vec::new(),
    };
    vec![name.to_string()]
}

/// Names after `pub enum` and `pub struct`, or the first word, in the input of a macro of the crate.
fn declared_by_macro(tokens: &proc_macro2::TokenStream) -> Vec<String> {
    let words: Vec<String> = without_docs(tokens)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let pairs = words.windows(3);
    let named = pairs.filter(|w| w[0] == "pub" && ["enum", "struct"].contains(&w[1].as_str()));
    let mut names: Vec<String> = named.map(|w| w[2].clone()).collect();
    if names.is_empty() {
        let word = words
            .into_iter()
            .find(|word| word.chars().all(char::is_alphanumeric));
        names.extend(word);
    }
    names
}

/// The input of a macro on lines, without doc comments.
fn without_docs(tokens: &proc_macro2::TokenStream) -> String {
    fn walk(tokens: &proc_macro2::TokenStream, out: &mut String) {
        let trees: Vec<_> = tokens.clone().into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            let is_doc = trees[at].to_string() == "#"
                && trees
                    .get(at + 1)
                    .is_some_and(|next| next.to_string().starts_with("[doc ="));
            if is_doc {
                at += 2;
                continue;
            }
            match &trees[at] {
                proc_macro2::TokenTree::Group(group) => {
                    let [open, close] = match group.delimiter() {
                        proc_macro2::Delimiter::Parenthesis => ["(", ")"],
                        proc_macro2::Delimiter::Brace => ["{", "}"],
                        proc_macro2::Delimiter::Bracket => ["[", "]"],
                        proc_macro2::Delimiter::None => ["", ""],
                    };
                    out.push_str(open);
                    out.push(' ');
                    walk(&group.stream(), out);
                    out.push_str(close);
                    out.push(' ');
                }
                tree => {
                    let text = tree.to_string();
                    out.push_str(&text);
                    out.push(if text == "," || text == ";" {
                        '\n'
                    } else {
                        ' '
                    });
                }
            }
            at += 1;
        }
    }
    let mut out = String::new();
    walk(tokens, &mut out);
    out
}

fn keep(attributes: &mut Vec<Attribute>) {
    let kept = [
        "derive",
        "non_exhaustive",
        "must_use",
        "cfg",
        "serde",
        "default",
    ];
    attributes.retain(|a| kept.iter().any(|name| a.path().is_ident(name)));
}

fn keep_fields(fields: &mut Fields) {
    match fields {
        Fields::Named(named) => {
            let seen = named
                .named
                .iter()
                .filter(|field| is_seen(&field.vis))
                .cloned();
            named.named = seen.collect();
        }
        Fields::Unnamed(unnamed) => {
            let seen = unnamed
                .unnamed
                .iter()
                .filter(|field| is_seen(&field.vis))
                .cloned();
            unnamed.unnamed = seen.collect();
        }
        Fields::Unit => {}
    }
    fields.iter_mut().for_each(|field| keep(&mut field.attrs));
}

/// An item as callers see it.
fn printed(item: &Item) -> String {
    let mut item = item.clone();
    match &mut item {
        Item::Const(i) => keep(&mut i.attrs),
        Item::Enum(i) => {
            keep(&mut i.attrs);
            for variant in &mut i.variants {
                keep(&mut variant.attrs);
                variant
                    .fields
                    .iter_mut()
                    .for_each(|field| keep(&mut field.attrs));
            }
        }
        Item::Fn(i) => {
            keep(&mut i.attrs);
            i.block.stmts.clear();
        }
        Item::Static(i) => keep(&mut i.attrs),
        Item::Struct(i) => {
            keep(&mut i.attrs);
            keep_fields(&mut i.fields);
        }
        Item::Trait(i) => {
            keep(&mut i.attrs);
            for inner in &mut i.items {
                if let TraitItem::Fn(method) = inner {
                    keep(&mut method.attrs);
                    if let Some(body) = &mut method.default {
                        body.stmts.clear();
                    }
                }
            }
        }
        Item::Type(i) => keep(&mut i.attrs),
        Item::Macro(i) => {
            let name = i.mac.path.to_token_stream();
            return format!("{name}!\n{}\n", without_docs(&i.mac.tokens).trim_end());
        }
        _ => {}
    }
    unparsed(item)
}

fn unparsed(item: Item) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}

/// Methods and traits of the type `of`: blocks in its top module or above it name it by its own name.
fn implementations(tree: &Tree, of: (&ModulePath, &str)) -> Vec<String> {
    let mut texts = Vec::new();
    for (path, module) in &tree.0 {
        for item in &module.items {
            let Item::Impl(block) = item else { continue };
            let is_of = !is_test(&block.attrs)
                && named(&block.self_ty).is_some_and(|name| {
                    let segments = name.split("::").map(str::to_owned).collect::<Vec<_>>();
                    tree.resolve(path, &segments)
                        .is_some_and(|(at, name)| at == *of.0 && name == of.1)
                });
            if is_of {
                texts.extend(block_text(block));
            }
        }
    }
    texts
}

/// The path of a type, without what it borrows or its arguments.
fn named(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => {
            let segments = path.path.segments.iter().map(|s| s.ident.to_string());
            Some(segments.collect::<Vec<_>>().join("::"))
        }
        Type::Reference(reference) => named(&reference.elem),
        _ => None,
    }
}

/// An implementation as callers see it: public methods, or the head of a trait's.
fn block_text(block: &ItemImpl) -> Option<String> {
    let mut block = block.clone();
    keep(&mut block.attrs);
    if block.trait_.is_some() {
        block.items.clear();
        return Some(unparsed(Item::Impl(block)));
    }
    block.items.retain_mut(|item| match item {
        ImplItem::Fn(method) => {
            keep(&mut method.attrs);
            method.block.stmts.clear();
            is_seen(&method.vis)
        }
        ImplItem::Const(constant) => {
            keep(&mut constant.attrs);
            is_seen(&constant.vis)
        }
        _ => false,
    });
    (!block.items.is_empty()).then(|| unparsed(Item::Impl(block)))
}
