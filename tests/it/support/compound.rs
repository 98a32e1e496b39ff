//! A writer of compound files, for old workbooks that no spreadsheet would write.

const SECTOR: usize = 512;
const SMALL_SECTOR: usize = 64;
const END: u32 = 0xFFFF_FFFE;
const TABLE: u32 = 0xFFFF_FFFD;
const NONE: u32 = 0xFFFF_FFFF;

fn entry(name: &str, kind: u8, child: u32, start: u32, bytes: usize) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(entry.len() + 2).unwrap();
    entry.resize(64, 0);
    entry.extend(length.to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend([NONE, NONE, child].iter().flat_map(|n| n.to_le_bytes()));
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend((bytes as u64).to_le_bytes());
    entry
}

/// Numbers of a chain of `count` sectors from `start` on.
fn chain(start: usize, count: usize) -> impl Iterator<Item = u32> {
    let last = start + count;
    let next = move |at: usize| {
        if at == last {
            END
        } else {
            u32::try_from(at).unwrap()
        }
    };
    (start + 1..=last).map(next)
}

/// A compound file with one stream. One of fewer than 4,096 bytes stands in small sectors.
pub(crate) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let is_small = stream.len() < 4_096;
    let small = if is_small {
        stream.len().div_ceil(SMALL_SECTOR)
    } else {
        0
    };
    let sectors = stream.len().div_ceil(SECTOR).max(1);
    // Tables, directory, table of small sectors, stream.
    let tables = (sectors + 2).div_ceil(SECTOR / 4 - 1);
    let first = tables + 2;
    let mut next: Vec<u32> = vec![TABLE; tables];
    next.extend([END, END]);
    next.extend(chain(first, sectors));
    next.resize(tables * SECTOR / 4, NONE);
    let mut directory = Vec::new();
    let (start, place) = (
        u32::try_from(first).unwrap(),
        u32::try_from(tables).unwrap(),
    );
    if is_small {
        directory.extend(entry("Root Entry", 5, 1, start, sectors * SECTOR));
        directory.extend(entry(name, 2, NONE, 0, stream.len()));
    } else {
        directory.extend(entry("Root Entry", 5, 1, END, 0));
        directory.extend(entry(name, 2, NONE, start, stream.len()));
    }
    directory.resize(SECTOR, 0);
    let mut small_table: Vec<u32> = chain(0, small).collect();
    small_table.resize(SECTOR / 4, NONE);
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(24, 0);
    file.extend(
        [0x3E_u16, 3, 0xFFFE, 9, 6, 0, 0, 0]
            .iter()
            .flat_map(|n| n.to_le_bytes()),
    );
    let counts = [
        0,
        u32::try_from(tables).unwrap(),
        place,
        0,
        4_096,
        place + 1,
        1,
        END,
        0,
    ];
    file.extend(counts.iter().flat_map(|n| n.to_le_bytes()));
    file.extend((0..u32::try_from(tables).unwrap()).flat_map(u32::to_le_bytes));
    file.resize(SECTOR, 0xFF);
    file.extend(next.iter().flat_map(|n| n.to_le_bytes()));
    file.extend(directory);
    file.extend(small_table.iter().flat_map(|n| n.to_le_bytes()));
    file.extend(stream);
    file.resize(SECTOR * (1 + first + sectors), 0);
    file
}
