// A library of two needs and two experts: the hidden beginning of examples in the documentation.

use qianxian::Library;
use qianxian::model::{Need, Profile, ProfileKind};

pub fn library() -> qianxian::Result<Library> {
    let library = Library::in_memory()?;
    let mut writer = library.writer()?;
    for (id, field) in [("p1", "针状焦的煅烧"), ("p2", "硼同位素分离")] {
        let mut expert = Profile::new(id, ProfileKind::Expert, "示例·王工")?;
        expert.expertise.push(field.into());
        writer.put_profile(&expert)?;
    }
    writer.put_need(&Need::new("n1", "油系针状焦的煅烧")?)?;
    writer.put_need(&Need::new("n2", "硼同位素的分离")?)?;
    writer.commit()?;
    writer.close()?;
    Ok(library)
}
