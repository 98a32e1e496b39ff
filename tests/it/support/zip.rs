//! Zip archives, for workbooks that no spreadsheet would write.

/// The files as an archive; nothing is packed, so that a damaged byte stays where it is.
pub(crate) fn stored(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let offset = u32::try_from(archive.len()).unwrap();
        let size = u32::try_from(bytes.len()).unwrap();
        let length = u16::try_from(name.len()).unwrap();
        let mut common = Vec::new();
        // Version, flags, method, time, date.
        common.extend([20_u16, 0, 0, 0, 0x21].iter().flat_map(|n| n.to_le_bytes()));
        let sums = [crc32fast::hash(bytes), size, size];
        common.extend(sums.iter().flat_map(|n| n.to_le_bytes()));
        common.extend([length, 0].iter().flat_map(|n: &u16| n.to_le_bytes()));
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap();
    let (offset, size) = (archive.len(), directory.len());
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count, count].iter().flat_map(|n| n.to_le_bytes()));
    for number in [size, offset] {
        archive.extend(u32::try_from(number).unwrap().to_le_bytes());
    }
    archive.extend([0; 2]);
    archive
}

/// The file of that name in an archive that a program wrote.
#[cfg(feature = "xlsx")]
pub(crate) fn unpacked(archive: &[u8], name: &str) -> Vec<u8> {
    use std::io::Read as _;
    let number = |at: usize, bytes: usize| {
        let digits = archive[at..at + bytes].iter().rev();
        digits.fold(0, |number, &digit| number << 8 | usize::from(digit))
    };
    let is_entry = |at: &usize| {
        archive[*at..].starts_with(b"PK\x01\x02") && archive[at + 46..].starts_with(name.as_bytes())
    };
    let entry = (0..archive.len()).find(is_entry).unwrap();
    let (packed, file) = (number(entry + 20, 4), number(entry + 42, 4));
    let start = file + 30 + number(file + 26, 2) + number(file + 28, 2);
    let mut bytes = Vec::new();
    let mut packed = flate2::read::DeflateDecoder::new(&archive[start..start + packed]);
    packed.read_to_end(&mut bytes).unwrap();
    bytes
}
