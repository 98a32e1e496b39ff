//! Commands in Chinese: one line, and what stands below it on the page of the command.

/// (command, what it does, more about it). The more is the English page's examples and JSON with Chinese between.
pub(super) const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "demo",
        "演示：自带调查表 → 库 → 带理由的排序 → 简短报告",
        "导入 examples/data 中的调查表，以 2024-07-01 对全部需求排序，展示其中一些的结果和理由，与人工评判对照，并在库旁写出网页报告。库会留下，可用其他命令查看。",
    ),
    (
        "import",
        "把调查表文件（CSV、JSON Lines、xlsx）导入库；没有库则新建",
        "qianxian import --library lib --needs 企业需求.xlsx --profiles 专家库.csv --profiles 成果.jsonl\n\n按编号更新记录：行中所写的改动，空白处和文件没有的列保持原值。有问题之处按原因各报告一次，写明次数、前几行、列、值和改法；文件中正确的行照常导入。文件整个导入，读不了则一条也不导入：读完时提交，已持久保存 N 条后打印“已提交 FILE 的N行”。程序中途停止时，库停在最后一次提交处。",
    ),
    (
        "rank",
        "为一项需求对库中的供方排序，最好的在前",
        "qianxian rank --library lib --need N-001 -k 10 --explain\n\nqianxian rank --library lib --text '油系针状焦的制备' --region 淄博 --kind research",
    ),
    (
        "policies",
        "为一家企业列出库中的政策：可申报、核实后可申报、不可申报及原因",
        "qianxian policies --library lib --enterprise 示例材料有限公司 --language zh\n\n以企业记录（import --enterprises）及其各项需求为准：各项需求所填的内容合在一起，一项未填的字段取自另一项或企业记录；按符合条件最多的一项计，不论该需求是否已解决或暂停；企业没有需求的，需求类型按未填计。每个条件列为符合、不符合或待核实，并写明如何核实。没有条件的政策不作判断；申报条件未全部写成条件、或尚未到申报开始日期的，至多为核实后可申报。政策未写地区条件的，只面向其所在地区的企业；没有所在地区的，按发文机关开头的地名（如江苏省科技厅）；两者都没有、或为全国性政策的，不限地区。其他类别的供方（如 finance）用 --profile-kind 指定。",
    ),
    (
        "run",
        "对库或文件中的全部需求排序，写入一个文件",
        "qianxian run --library lib -k 100 --output run.tsv\n\n每行为 need_id<TAB>profile_id<TAB>score，需求按编号，供方从最好起。得分读回时逐位相同。文件与线程数和导入次序无关，逐字节相同；写完才出现。\n\n加 --log 时，把同样的名单写成日志，供 learn 和 judge 追加结果：CSV，列为 need、profile、outcome（shown）、date、rank、propensity（--places 中该名次的概率，或空）。",
    ),
    (
        "reverse",
        "为一个供方对库中可对接的需求排序，最好的在前",
        "qianxian reverse --library lib --profile E-001 -k 10",
    ),
    (
        "event",
        "安排对接会：谁与谁、何时、在哪一桌会面",
        "qianxian event --library lib --days 2026-05-12 --tables 10 --output plan.xlsx\n\nqianxian event --library lib --days 2026-05-12 --tables 9 --published plan.csv --output new.csv\n\n日程满足所有限制，并在所说的范围内总值最大；一场会面的值是该配对的得分。供方只在其可服务的日期到场。加 --published 时，尽量少改动已公布的会面。没有日程能满足限制时，说明谁有冲突、怎样改有用，退出码为 1。",
    ),
    (
        "report",
        "区域报告：覆盖率、缺什么、学科产业对接、办结情况",
        "qianxian report --library lib --region 淄博 --output report.html --output report.xlsx\n\nqianxian report --library lib --from 2026-01-01 --until 2026-06-30 --compare-from 2025-01-01 --compare-until 2025-06-30 --targets 目标.csv\n\n网页是一个不联网的文件，可用浏览器或手机查看，也可打印在 A4 上。每个数字都写明口径，并可查到它所数的行。同样的库、选项和日期生成逐字节相同的文件。\n\n可设目标的指标：new_needs 新增需求、open_needs 在库需求、coverage 需求覆盖率、clear_coverage 明确适配率、new_matches 新增对接、engaged 进入对接、settled 销号数、settlement_rate 销号率、pushes 推送数、push_arrival 送达率、signed_amount 签约金额、overdue 超期数、unmet 未满足需求。",
    ),
    (
        "explain",
        "说明任一配对的得分，不论是否被排除",
        "qianxian explain --library lib --need N-001 --profile E-001 --language zh\n\nqianxian explain --library lib --need N-001 --profile E-001 --why-not -k 5",
    ),
    (
        "assign",
        "在双方名额之内，为库中的需求分配供方",
        "qianxian assign --library lib --output pairs.csv\n\nqianxian assign --library lib --demand 1..2 --capacity 0..3 --require N-001,P-042 --quota 'level:student<=1'\n\nqianxian assign --library lib --previous pairs.csv --refusals refusals.csv --max-changes 4\n\nqianxian assign --library lib --congestion --explain\n\n一项需求最多取其记录所写数目的供方（未写则为 1）；专家或团队最多服务其剩余名额（1），其他供方不限。被规则排除的配对不会分配；--why 说明原因。先考察 -k 个供方的名单，价格表明有用时再考察更深的。\n\n学生岗位（实习、见习）的需求按人数计，由学生团队凑足：一个团队有一人去，其余的人仍可安排。带队人若是供方，则随团队同去，并为其留出名额。\n\n台账中正在对接的配对占用双方名额（--demand 和 --quota 所给的需求一方名额也计入）：这样的配对不再分配，--previous 予以保留。--no-ledger 只看记录。\n\n限制无法满足时，退出码为 1，并说明冲突之处和代价最小的改法。",
    ),
    (
        "search",
        "按词查找需求或供方",
        "qianxian search --library lib '针状焦 OR \"graphite electrode\"' --kind expert --region 山东省\n\n检索式：词（须全部出现）、\"短语\"、`a OR b`、-排除、region:\"山东省/淄博市\"，* 为全部。中文按原文匹配。本命令用于浏览；为需求匹配请用 rank。",
    ),
    (
        "show",
        "以 JSON 输出库中的一项需求、一个供方或一家企业，与存储的完全一致",
        "qianxian show --library lib --need N-001\n\n加 --inferred 时输出由文本推断的行业和学科；这样的代码在排序中按置信度计，不用于排除。",
    ),
    (
        "list",
        "按记录所填内容列出需求、供方或企业；可排序、分页、统计",
        "qianxian list --library lib needs --where status=open --where region=淄博 --where 'deadline<2026-12-31' --sort deadline\n\nqianxian list --library lib profiles --where 负责人=示例·李科长 --show organization --show level\n\nqianxian list --library lib needs --where 'published>=2026' --count-by region\n\n检查写作 字段=值、字段!=值、>=、<=、>、<、字段~词（文中含有）、字段（已填写）或 !字段（未填写）；须全部通过。字段可写调查表的列名、记录 JSON 中的字段名（见 show）或其他属性。地区、行业、学科包含其下级。未填写所查字段的记录不列出，只计数。",
    ),
    (
        "export",
        "把整个库写成 JSON 行：记录、词语和同义词、历史、台账",
        "qianxian export --library lib --output lib.jsonl && qianxian import --library copy --from-export lib.jsonl\n\n该文件与库的格式无关，可用于以后的任何版本。由它建成的库，排序与本库逐位相同。写完才出现；最后一行写明行数，不完整的文件会被拒绝。订阅和推送不在其中，会另行写明数量：请用 `backup` 保留。",
    ),
    (
        "set",
        "修改一条记录的个别字段，其余不变",
        "qianxian set --library lib --need N-001 status=settled budget=50万元 --by 示例·李科长 --why 企业来电\n\nqianxian set --library lib --need N-001 联系人=示例·王工 --clear deadline\n\n字段可写调查表的列名，或记录 JSON 中的字段名（见 show）；其他名称作为其他属性保存。值按调查表的单元格读取。有一个值不被接受，则不作任何改动。",
    ),
    (
        "history",
        "一条记录的历次修改；某一天的状态；恢复到早先的状态",
        "qianxian history --library lib --need N-001\n\nqianxian history --library lib --need N-001 --as-of 2026-09-30\n\nqianxian history --library lib --need N-001 --restore 3 --by 示例·李科长\n\n已删除的记录、已并入他人的供方，用其编号指定。加 --as-of 时，以 JSON 输出该日终了时的记录。",
    ),
    (
        "ledger",
        "对接台账：每次对接的进展、现状和到期事项",
        "qianxian ledger add --library lib --need N-001 --profile E-001 --kind contacted --by 示例·李科长\n\nqianxian ledger overdue --library lib\n\n记录只追加，不修改；更正也是一条记录。对接的阶段、进入条件和工作日期限都是数据：见 `qianxian ledger rules`。",
    ),
    (
        "ledger add",
        "为一次对接添加一条记录；命令结束时已持久保存",
        "qianxian ledger add --library lib --need N-001 --profile E-001 --kind signed --amount 50万元 --by 示例·李科长\n\nqianxian ledger add --library lib --need N-001 --profile E-001 --kind refused --reason 距离太远\n\nqianxian ledger add --library lib --correct 7 --instead visited --happened '2026-11-27 14:00'\n\n进展：proposed 推荐、pushed 推送、viewed 查看、contacted 联系、visited 走访、met 会面、agreed 达成意向、signed 签约、solved 销号、refused 拒绝、withdrawn 撤回、note 备注、deadline 设定期限、handed 交办；也可用洽谈中等常用说法。",
    ),
    (
        "ledger show",
        "一次对接的各条记录；或一项需求的全部对接",
        "qianxian ledger show --library lib --need N-001 --profile E-001\n\n已删除的记录用其编号指定。",
    ),
    (
        "ledger overdue",
        "已超期、即将到期或久无进展的对接",
        "qianxian ledger overdue --library lib\n\nqianxian ledger overdue --library lib --within 7\n\nqianxian ledger overdue --library lib --silent 14",
    ),
    (
        "ledger desk",
        "某位负责人、某阶段或某供方的未结对接；无人应答的需求；新近的记录",
        "qianxian ledger desk --library lib --officer 示例·李科长\n\nqianxian ledger desk --library lib --profile E-001\n\nqianxian ledger desk --library lib --unanswered\n\nqianxian ledger desk --library lib --since 2026-11-23\n\n加 --profile 时先列其负荷：在办的对接数和本年承接数。--stage 也可指定已结束的阶段。一项需求的对接都未到供方在办的阶段，也没有办结的，即为无人应答。",
    ),
    (
        "ledger funnel",
        "到达各阶段的对接数和每一步的转化率，按需求类别、地区或来源分组",
        "qianxian ledger funnel --library lib --by region --since 2026-01-01\n\n跳过的阶段按已经过计。未成而终止的对接另行计数。",
    ),
    (
        "ledger rules",
        "设置或打印对接的阶段和工作日，此后对全部记录有效",
        "qianxian ledger rules --library lib --calendar 节假日.csv\n\nqianxian ledger rules --library lib --json > stages.json && qianxian ledger rules --library lib --stages stages.json\n\n日历：每行如 2026-10-01..2026-10-07,休 和 2026-10-10,班；没有日历时，周一至周五为工作日。阶段：--json 打印现行的阶段，即 --stages 所读的格式。每个阶段有编号、名称、性质（waiting、engaged、done、ended）、通向它的进展、进入前须写明的内容（gates、after）和工作日期限。",
    ),
    (
        "delete",
        "删除库中的需求、供方和企业：全部删除，有一个不存在则都不删除",
        "qianxian delete --library lib --need N-001 --profile E-001 --profile E-002",
    ),
    (
        "duplicates",
        "列出编号不同而疑似同一的供方和需求，附证据",
        "qianxian duplicates --library lib\n\n同名同类的供方，有共同单位则确定为同一，有共同成果则可能为同一；需求则看标题和企业是否相同。大小写、全半角、空格、连字符和繁体写法不计。仅名称相同的算同名，只计数。不作任何改动：qianxian merge 合并两个供方，qianxian delete 删除需求。（文本几乎相同的由 qianxian import 报告。）",
    ),
    (
        "merge",
        "把同一人或单位的两个供方合并，并记住并入者的编号和名称",
        "qianxian merge --library lib E-001 E-117\n\nKEEP 并入 GONE：成果、单位和其他属性合在一起，利益冲突、拒绝和申报条件也是。KEEP 未写的取自 GONE；两者不同的保留 KEEP 的，并打印另一个。此后用 GONE 的编号和名称可找到 KEEP；排除它即排除 KEEP，以 GONE 的编号导入的行更新 KEEP。qianxian duplicates 列出疑似同一的供方。",
    ),
    (
        "clinic",
        "检查需求：缺什么、哪里含糊或重复、几家企业共同需要什么",
        "qianxian clinic --library lib --need N-001\n\n对每项未解决、未撤回的需求：写了哪些部分（问题、现状、目标指标、条件、预算、期限）、没有数值的性质、含糊的措辞、疑似重复，以及应问企业的问题。然后是共性需求：至少两家企业提出的同类需求，以及排在多数前列的供方。结果由词表得出：是要问的问题，不是结论。",
    ),
    ("stats", "按类别统计库中的内容，以及排序占用的内存", ""),
    (
        "team",
        "组成有首席的团队或联合体，共同覆盖一项需求",
        "qianxian team --library lib --need N-001 --size 2..5 --chief-level professor --max-per-organization 1\n\n成员为专家和团队，除非 --profile-kind、--label 或 --consortium 指定其他类别。\n\nqianxian team --library lib --need N-001 --topic 热膨胀系数=2 --require-topic 煅烧\n\nqianxian team --library lib --need N-001 --led-by-enterprise --consortium 高校=institution:1..2 --consortium 平台=facility:1 --consortium 金融=finance:0..1\n\n没有团队能满足要求时，打印冲突之处和有用的改法，退出码为 1。",
    ),
    (
        "evaluate",
        "用评判衡量结果文件",
        "qianxian evaluate --qrels qrels.tsv --run run.tsv --metric ndcg@10 --metric mrr\n\n两个文件均为制表符分隔的行：需求编号、供方编号、评分或得分。约定同 trec_eval，但同分对结果不利，未回答的需求计 0。",
    ),
    (
        "learn",
        "由评判或反馈学习各特征的权重",
        "qianxian learn --library lib --feedback feedback.csv --output weights.json\n\nqianxian learn --library lib --ledger\n\nqianxian rank --library lib --need N-001 --weights weights.json\n\n按需求交叉验证，给出 95% 区间；不能确定优于预设的权重不写出。反馈（CSV、JSON Lines）的列为 need、profile、outcome（曝光、查看、对接、签约、解决、拒绝），已知时还有 date、rank、propensity；由已结束的配对还给出各得分的成功概率。用 --ledger 时，结果取自库自己的台账，成功概率也存在其中。",
    ),
    (
        "judge",
        "由名单日志估计其他权重本可得到的收益，无需试用",
        "qianxian run --library lib --output run.tsv --log log.csv --places 1,0.7,0.5\n\nqianxian judge --library lib --log log.csv --weights weights.json\n\nqianxian judge --library lib --ledger --weights weights.json\n\n日志（CSV、JSON Lines）中每个展示过的供方一行，每个结果一行：列为 need、profile、outcome，每个配对有一行写 propensity（该名次被看到的概率，大于 0，不超过 1）或 rank（从 1 起的名次，与 --places 合用）；已知时写 date。run --log 写出展示的行，结果追加在后。台账中按概率推送过的对接已含这些内容。\n\n把每项需求展示过的供方按新旧权重排列；一个配对按新名次的 1/log2(rank + 1) 除以旧名次的概率计。给出按需求的平均（IPS）、截断大权重后的平均和自归一化平均，各附标准误、95% 区间和应存疑之处，以及新权重的增益。未展示过的不作评判。",
    ),
    (
        "lexicon",
        "设置或打印库自己的词语和同义词，下一次排序起生效",
        "qianxian lexicon --library lib --words words.txt --synonyms synonyms.txt\n\n词语：每行一个。同义词：每行一组，短语以 、，,；;|= 或制表符隔开。# 起为注释。文件取代以前设置的全部词语或同义词；空文件则清空。--built-in 加上自带的词组（锂电池 = 锂离子电池 = lithium-ion battery）。词组也用于指标的名称（灰份、灰分）。都不给则打印词典。",
    ),
    (
        "backup",
        "把库连同历史复制到新目录，其间他人仍可修改",
        "qianxian backup --library lib --to backups/2026-11-29\n\n副本是库在最近一次提交时的样子，复制时逐字节校验：可直接打开，或移到原处使用。用其他工具复制目录时，可能遇到写入者正在取走的文件。中途停止的副本不是库，任何命令都不会打开它；再次备份到该目录时会将其替换。\n\n需要单个文件的备份时，请用 `qianxian export`：它把记录、历史和台账写成一个文件（不含订阅和推送）；`qianxian import --from-export` 先校验整个文件，再据以建库。\n\nJSON：{\"bytes\":1048576,\"has_history\":true}。",
    ),
    (
        "vectors",
        "成批添加文本的向量（由您自己的模型生成），或写出待生成向量的文本",
        "qianxian vectors --library lib --texts texts.jsonl\n\nqianxian vectors --library lib --file vectors.npy --ids texts.jsonl\n\n文本为 JSON 行：{\"need\":\"n1\",\"text\":…}、{\"profile\":\"p1\",\"text\":…}（供方除成果外的全部内容）、{\"profile\":\"p1\",\"work\":2,\"text\":…}。请按此次序为每条文本生成一个向量，存为 NumPy 数组（.npy）；或写成 JSON 行 {\"profile\":\"p1\",\"work\":2,\"vector\":[…]}。编号文件也可每行一个编号，或用制表符分开的 need 或 profile、编号、成果序号。\n\n正确的行照常添加；有问题的行按行号连同改法列出。此后向量计入每次排序：需求和供方须用同一模型。examples/embed.rs 可离线生成向量。\n\nJSON：{\"attached\",\"unchanged\",\"components\"?,\"refused\":[{\"row\",\"error\"}]}，或 {\"texts\"}。",
    ),
    (
        "migrate",
        "把旧版本的库就地升级为本版本的格式",
        "qianxian migrate --library lib\n\n其他命令在必要时会自行升级。格式需要时，全部记录重新建立索引，所需时间与导入相当，其间另占一个库的空间。任何时刻目录中都是完整的旧库或新库；命令中途停止，下一次接着完成。升级后，旧版本的程序不能再打开该库。\n\nJSON：{\"from\":3,\"to\":6,\"reindexed\":1200}；无须重新建立索引时 reindexed 为 null。",
    ),
];
