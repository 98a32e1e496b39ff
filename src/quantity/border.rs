//! Where a unit ends: words that begin like one are none (瓦片, 年轻).

use super::chars::is_han;

/// Whether a unit may end at `at`: no letter goes on, nor a Chinese word that begins like it.
pub(super) fn bounded(chars: &[char], start: usize, end: usize) -> bool {
    let (Some(&last), next) = (chars.get(end - 1), chars.get(end)) else {
        return false;
    };
    let Some(&next) = next else { return true };
    if !is_han(last) {
        let letters = last.is_ascii_alphanumeric() && (next.is_ascii_alphanumeric() || next == '_');
        // 4A级 and 5A景区 are no currents, 4K显示 no temperature.
        let title = end - start == 1
            && matches!(
                (last, next),
                ('A', '级' | '景') | ('K' | 'T', '显' | '超' | '高' | '视' | '分')
            );
        return !letters && !title;
    }
    let word: &str = match last {
        '米' => "曲兰粒饭糠粉面线色汤",
        '克' => "服隆拉山莱",
        '元' => "素件器组旦宵化复",
        '目' => "标前的录光击",
        '次' => "氯磷级要生品序性氟",
        '升' => "级华降温压高力学",
        '年' => "轻均龄级代产度",
        '秒' => "杀",
        '天' => "然津线气空车门花使猫鹅",
        '级' => "联别配",
        '件' => "套",
        '方' => "面法案式向程便位针",
        '分' => "析子布离解散类级辨",
        '倍' => "率频速增",
        '焦' => "炭化煤油点距",
        '周' => "期边转围长",
        '安' => "全装徽",
        '欧' => "洲盟元",
        '牛' => "皮肉奶血",
        '帕' => "金",
        '伏' => "特安牛",
        '瓦' => "楞斯片砖",
        '个' => "体别性人",
        '根' => "据本部系",
        '片' => "区段面材",
        '块' => "体状煤",
        '转' => "化移换让型变速子",
        '支' => "持撑架付护",
        '台' => "阶州湾风",
        '套' => "管筒",
        '张' => "力店",
        '株' => "高型系",
        '位' => "置移于",
        '道' => "路",
        '丝' => "杠网绸",
        _ => "",
    };
    !word.contains(next)
}
