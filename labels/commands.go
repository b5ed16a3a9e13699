package labels

import "strconv"

// CommandPrefix begins every command barcode: no SKU, location or number of the house begins so.
const CommandPrefix = "TOTE-CMD:"

// Command is what a worker may scan in place of a key. Its barcode is CommandPrefix and Word, in Code 128.
type Command struct {
	Word   string // "CONFIRM", "QTY-12"
	ZH, EN string // its name on the sheet
	SayZH  string // what it does, in a line
	SayEN  string
}

// Content gives what the barcode says.
func (c Command) Content() string { return CommandPrefix + c.Word }

// Commands are the words of keys. Printed sheets hang on walls for years: a word, once here, is never changed. The order is
// that of the sheet, where what undoes or ends work stands away from what confirms it.
var Commands = []Command{
	{"CONFIRM", "确认", "Confirm", "这一步完成", "This step is done"},
	{"DONE", "完成", "Done", "整个任务完成", "The whole task is done"},
	{"QTY", "数量", "Quantity", "接着输入或扫数量", "A quantity comes next"},
	{"FULL", "满箱", "Tote full", "关箱，换下一个", "Close it, take the next"},
	{"LABEL", "打印标签", "Print label", "打印或补打", "Print it, or print it again"},
	{"YES", "是", "Yes", "", ""},
	{"WHY", "为什么", "Why", "说明原因", "Says the reason"},
	{"NO", "否", "No", "", ""},
	{"HELP", "帮助", "Help", "现在能做什么", "What can be done now"},
	{"LANG", "语言", "Language", "中文或英文", "Chinese or English"},
	{"SKIP", "跳过", "Skip", "稍后再做", "Do it later"},
	{"SWAP", "换批次", "Swap lot", "用面前这一批", "Take the lot in front of you"},
	{"SHORT", "少货", "Short", "数量不够", "There is less than asked"},
	{"UNDO", "撤销", "Undo", "取消刚才的扫描", "Takes the last scan back"},
	{"BACK", "返回", "Back", "回上一屏", "To the screen before"},
	{"SIGNOUT", "退出", "Sign out", "结束班次", "Leaves this device"},
}

// quantities that have a barcode of their own: what is in a hand, and round ones.
var quantities = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 50, 100}

// QuantityCommands set a quantity at once.
func QuantityCommands() []Command {
	out := make([]Command, len(quantities))
	for i, n := range quantities {
		s := strconv.Itoa(n)
		out[i] = Command{Word: "QTY-" + s, ZH: s, SayZH: "数量 " + s, SayEN: "Quantity " + s}
	}
	return out
}

// DigitCommands are the keys of a number pad.
func DigitCommands() []Command {
	out := make([]Command, 10)
	for i := range out {
		s := strconv.Itoa(i)
		out[i] = Command{Word: "DIGIT-" + s, ZH: s, SayZH: "数字 " + s, SayEN: "Digit " + s}
	}
	return out
}
