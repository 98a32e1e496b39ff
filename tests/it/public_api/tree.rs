//! The modules of the crate with their items, read from files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, UseTree, Visibility};

/// Names of modules from the root, without the crate's own.
pub(super) type ModulePath = Vec<String>;

/// A module: its items, but for those of tests.
#[derive(Default)]
pub(super) struct Module {
    pub(super) items: Vec<Item>,
    /// Names that `use` brings in: the name here, the path it leads to, whether others see it.
    pub(super) uses: Vec<Use>,
    pub(super) is_public: bool,
}

pub(super) struct Use {
    pub(super) name: String,
    pub(super) path: Vec<String>,
    pub(super) is_public: bool,
}

/// All modules by path.
pub(super) struct Tree(pub(super) BTreeMap<ModulePath, Module>);

impl Tree {
    pub(super) fn read(root: &Path) -> Self {
        let mut tree = Self(BTreeMap::new());
        let directory = root.parent().unwrap().to_owned();
        tree.file(root, &directory, Vec::new(), true);
        tree
    }

    fn file(&mut self, file: &Path, directory: &Path, path: ModulePath, is_public: bool) {
        let text = std::fs::read_to_string(file).unwrap();
        let items = syn::parse_file(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
            .items;
        self.module(items, directory, path, is_public);
    }

    fn module(&mut self, items: Vec<Item>, directory: &Path, path: ModulePath, is_public: bool) {
        let mut module = Module {
            is_public,
            ..Module::default()
        };
        for item in items {
            match item {
                Item::Mod(inner) if is_test(&inner.attrs) => {}
                Item::Mod(inner) => {
                    let name = inner.ident.to_string();
                    let below = directory.join(&name);
                    let mut path = path.clone();
                    path.push(name);
                    let seen = is_seen(&inner.vis);
                    match inner.content {
                        Some((_, items)) => self.module(items, &below, path, seen),
                        None => self.file(&source(&below), &below, path, seen),
                    }
                }
                Item::Use(used) => {
                    let is_public = is_seen(&used.vis);
                    each_use(&used.tree, &mut Vec::new(), &mut |name, path| {
                        module.uses.push(Use {
                            name,
                            path,
                            is_public,
                        });
                    });
                }
                other => module.items.push(other),
            }
        }
        self.0.insert(path, module);
    }

    /// The module that defines what `path` leads to from the module `from`, and its name there.
    pub(super) fn resolve(
        &self,
        from: &ModulePath,
        path: &[String],
    ) -> Option<(ModulePath, String)> {
        let (name, modules) = path.split_last()?;
        let mut at = from.clone();
        for (step, segment) in modules.iter().enumerate() {
            match segment.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => {
                    at.pop();
                }
                name => {
                    at.push(name.to_owned());
                    if self.0.contains_key(&at) {
                        continue;
                    }
                    // The first segment may be a module that `use` brings in.
                    at.pop();
                    let used = self.0[&at].uses.iter().find(|used| used.name == name);
                    let used = used.filter(|_| step == 0)?;
                    let (module, name) = self.resolve(&at, &used.path)?;
                    at = module;
                    at.push(name);
                }
            }
        }
        let module = self.0.get(&at)?;
        let used = module.uses.iter().find(|used| used.name == *name);
        match used {
            Some(used) if used.path != path => self.resolve(&at, &used.path),
            _ => Some((at, name.clone())),
        }
    }
}

fn source(below: &Path) -> PathBuf {
    let file = below.with_extension("rs");
    if file.exists() {
        file
    } else {
        below.join("mod.rs")
    }
}

pub(super) fn is_seen(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    let text = |a: &Attribute| quote::ToTokens::to_token_stream(&a.meta).to_string();
    attributes
        .iter()
        .filter(|a| a.path().is_ident("cfg"))
        .any(|a| {
            ["test", "doctest"]
                .iter()
                .any(|word| text(a) == format!("cfg ({word})"))
        })
}

fn each_use(tree: &UseTree, path: &mut Vec<String>, take: &mut impl FnMut(String, Vec<String>)) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            each_use(&inner.tree, path, take);
            path.pop();
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            let mut path = path.clone();
            // `use module::{self}` brings the module itself in.
            if name != "self" {
                path.push(name);
            }
            take(path.last().cloned().unwrap_or_default(), path);
        }
        UseTree::Rename(renamed) => {
            let mut path = path.clone();
            path.push(renamed.ident.to_string());
            take(renamed.rename.to_string(), path);
        }
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|tree| each_use(tree, path, take)),
        UseTree::Glob(_) => {}
    }
}
