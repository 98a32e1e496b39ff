//! A writer of zip archives, for workbooks that no spreadsheet would write.

/// The files as an archive; nothing is packed, so that a damaged byte stays where it is.
pub(super) fn stored(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
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
