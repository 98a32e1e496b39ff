//! Options of the commands of subscriptions and deliveries in Chinese.

/// (command, name of the argument, text).
pub(super) const PUSH: &[(&str, &str, &str)] = &[
    ("subscribe add", "id", "订阅的编号"),
    ("subscribe add", "need", "为该需求寻找供方，写编号或标题"),
    ("subscribe add", "profile", "为该供方寻找需求，写编号或名称"),
    (
        "subscribe add",
        "seek",
        "提问所查的：needs（需求）或供方的类别；可重复",
    ),
    ("subscribe add", "file", "订阅的文件：JSON，每行一个"),
    ("subscribe add", "words", "提问的主题词"),
    (
        "subscribe add",
        "industry",
        "提问的行业，写代码或名称；可重复",
    ),
    (
        "subscribe add",
        "discipline",
        "提问的学科，写代码或名称；可重复",
    ),
    ("subscribe add", "region", "提问的地区"),
    (
        "subscribe add",
        "tests",
        "记录须通过的检查，写法同 `qianxian list`；可重复",
    ),
    ("subscribe add", "recipient", "发给谁"),
    (
        "subscribe add",
        "channel",
        "发送渠道，如 mailto:li@example.org",
    ),
    ("subscribe add", "sent_in", "所发内容的语言：zh 或 en"),
    ("subscribe add", "k", "名单的位数，1 至 1000"),
    (
        "subscribe add",
        "least_fit",
        "记录的最低适配：clear、possible 或 none",
    ),
    ("subscribe add", "per_week", "每周（周一至周日）最多发几条"),
    ("subscribe add", "quiet_day", "每周的免打扰日；可重复"),
    (
        "subscribe add",
        "quiet",
        "免打扰时段，如 2026-10-01..2026-10-07；可重复",
    ),
    (
        "subscribe add",
        "digest_days",
        "两次汇总至少相隔几天；0 为即时发送",
    ),
    (
        "subscribe add",
        "since",
        "首日（默认：今天，按本机时钟和时区）",
    ),
    ("subscribe add", "until", "末日"),
    ("subscribe list", "recipient", "接收人"),
    ("subscribe show", "id", "订阅的编号"),
    ("subscribe show", "json", "输出 JSON；不加也是 JSON"),
    ("subscribe pause", "id", "订阅的编号"),
    ("subscribe pause", "resume", "恢复发送"),
    ("subscribe remove", "ids", "订阅的编号"),
    (
        "subscribe remove",
        "today",
        "取消的日期（默认：今天，按本机时钟和时区）",
    ),
    ("push plan", "held", "同时列出暂不发的及其原因"),
    ("push send", "output", "文件所在目录"),
    ("push send", "format", "格式：jsonl、csv 或 eml"),
    ("push send", "sender", "邮件的发件地址"),
    (
        "push send",
        "at",
        "时刻，须在 --today 当天（默认：此刻，按本机时钟）",
    ),
    ("push add", "changes", "名单变化的文件：JSON，每行一处"),
    (
        "push add",
        "today",
        "变化的日期（默认：今天，按本机时钟和时区）",
    ),
    ("push list", "subscription", "订阅"),
    ("push list", "recipient", "接收人"),
    (
        "push list",
        "state",
        "状态：planned 待发、handed 已交出、acknowledged 已送达、returned 已退回",
    ),
    ("push list", "batch", "批次"),
    ("push list", "since", "该日及以后的"),
    ("push list", "limit", "最多列出几条"),
    ("push ack", "numbers", "推送的序号"),
    ("push return", "number", "推送的序号"),
    ("push return", "reason", "退回的原因"),
    (
        "push return",
        "at",
        "时刻，如 2026-11-29T09:30+08:00（默认：此刻，按本机时钟）",
    ),
    ("*", "total", "本次最多发几条"),
    ("*", "per_recipient", "每位接收人每周（周一至周日）最多几条"),
    ("*", "per_record", "每条记录每周（周一至周日）最多发几次"),
    ("*", "newcomers", "每个位置让给从未发过的记录的概率，0 至 1"),
    ("*", "seed", "抽签的种子"),
];

/// (command, what it does, more about it).
pub(super) const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "subscribe",
        "订阅：为需求、供方或提问，把最合适的随时发给谁",
        "qianxian subscribe add --library lib --id S-001 --need N-001 --recipient 示例·李科长 --per-week 3\n\nqianxian subscribe list --library lib\n\n所找到的由 `qianxian push` 安排和发送。",
    ),
    (
        "subscribe add",
        "添加一个订阅，或取代同一编号的订阅",
        "qianxian subscribe add --library lib --id S-001 --need N-001 --recipient 示例·李科长 --per-week 3 --quiet-day 周日\n\nqianxian subscribe add --library lib --id S-002 --seek achievement --industry 新材料 --region 山东省/淄博市 --recipient li@example.org --digest-days 7\n\nqianxian subscribe add --library lib --file subscriptions.jsonl\n\n需求寻找供方，供方寻找需求；提问可查某几类供方，或查需求。",
    ),
    (
        "subscribe list",
        "列出全部订阅，或某接收人、某记录的订阅",
        "qianxian subscribe list --library lib --recipient 示例·李科长",
    ),
    (
        "subscribe show",
        "一个订阅",
        "qianxian subscribe show --library lib S-001",
    ),
    (
        "subscribe pause",
        "暂停一个订阅的发送，或恢复发送",
        "qianxian subscribe pause --library lib S-001\n\nqianxian subscribe pause --library lib S-001 --resume",
    ),
    (
        "subscribe remove",
        "取消订阅；已发的记录保留",
        "qianxian subscribe remove --library lib S-001",
    ),
    (
        "push",
        "向订阅者推送：在各项配额内安排，只交出一次，记录送达或退回",
        "qianxian push plan --library lib --held\n\nqianxian push send --library lib --output out --format eml\n\nqianxian push ack --library lib 12 13\n\n只安排不作任何改动。按价值选择，不超过订阅的配额和所给的上限；同一记录不向同一接收人重复发送，除非它有较大改动。",
    ),
    (
        "push plan",
        "今天会发什么，其余为何不发；不作任何改动",
        "qianxian push plan --library lib --per-recipient 5 --held",
    ),
    (
        "push send",
        "安排今天要发的，并写成文件交出",
        "qianxian push send --library lib --output out --format jsonl\n\nqianxian push send --library lib --output out --format eml --sender match@example.org --per-recipient 5\n\n文件或目录以批次命名，写完才出现：push-000012.jsonl、push-000012.csv，或每位接收人一个 push-000012/0001.eml。每条推送只交出一次；中途停止的命令由下一次补完。",
    ),
    (
        "push add",
        "接收在别处算出的名单变化：新进的记录等待发送",
        "qianxian push add --library lib --changes changes.jsonl\n\n每行形如 {\"subscription\":\"S-001\",\"gained\":[{\"record\":{\"profile\":\"E-001\"},\"rank\":1,\"score\":0.8,\"fit\":\"clear\",\"fingerprint\":1,\"cause\":\"new_record\"}]}；另有 \"lost\" 和 \"moved\"。",
    ),
    (
        "push list",
        "列出推送，最近的在前",
        "qianxian push list --library lib --recipient 示例·李科长 --state handed",
    ),
    (
        "push ack",
        "记录推送已送达",
        "qianxian push ack --library lib 12 13",
    ),
    (
        "push return",
        "记录推送被退回：等待再次安排",
        "qianxian push return --library lib 12 --reason 地址不存在",
    ),
    (
        "push recover",
        "补完中途停止的命令留下的批次",
        "qianxian push recover --library lib",
    ),
];
