package spool

// Reasons a job is failed or unknown. Stable.
const (
	PrintFileMissing    = "print.file_missing"    // failed: the file of its bytes is gone
	PrintFileAltered    = "print.file_altered"    // failed: its bytes are not those that were rendered
	PrintTooLarge       = "print.too_large"       // failed: more bytes than MaxJobBytes
	PrintExpired        = "print.expired"         // failed: nobody waits for it any more
	PrintWrongLanguage  = "print.wrong_language"  // failed: its bytes are not in the printer's language
	PrintNotAccepted    = "print.not_accepted"    // failed: the printer does not take documents of that format
	PrintRefused        = "print.refused"         // failed: the printer answered that it made no job of it
	PrintNameTaken      = "print.name_taken"      // failed: there is a file of that name in the folder already
	PrintBrokenOff      = "print.broken_off"      // unknown: the connection broke behind the first byte
	PrintNoAnswer       = "print.no_answer"       // unknown: bytes went out, the printer's answer did not come
	PrintInterrupted    = "print.interrupted"     // unknown: the service ended while it was sending
	PrintAborted        = "print.aborted"         // unknown: the printer gave it up after it had taken it
	PrintCancelledThere = "print.cancelled_there" // unknown: it was cancelled at the printer
)

// Reasons a printer does not print. Stable. A job is held for the first of them.
const (
	PrinterUnreachable   = "printer.unreachable"    // no connection
	PrinterSilent        = "printer.silent"         // a connection, but no answer to the status question: a fault
	PrinterGarbled       = "printer.garbled"        // an answer that is none: wrong language or another program
	PrinterPaperOut      = "printer.paper_out"      // paper or labels used up
	PrinterPaperJam      = "printer.paper_jam"      // paper stuck
	PrinterRibbonOut     = "printer.ribbon_out"     // thermal transfer ribbon used up
	PrinterHeadOpen      = "printer.head_open"      // print head or cover open
	PrinterPaused        = "printer.paused"         // by its own key or panel
	PrinterHot           = "printer.hot"            // head too hot; it cools down by itself
	PrinterCold          = "printer.cold"           // head too cold
	PrinterBufferFull    = "printer.buffer_full"    // takes nothing at the moment
	PrinterHalfLabel     = "printer.half_label"     // holds the beginning of a label whose rest never came: the next one would be mixed into it
	PrinterMemoryLost    = "printer.memory_lost"    // its memory is damaged
	PrinterCutter        = "printer.cutter"         // cutter fault
	PrinterTonerOut      = "printer.toner_out"      // toner or ink used up
	PrinterOffline       = "printer.offline"        // says it is offline
	PrinterFaulty        = "printer.faulty"         // says it has an error that we do not know
	PrinterNotAccepting  = "printer.not_accepting"  // IPP: takes no jobs
	PrinterNoIPP         = "printer.no_ipp"         // something answers at the address, but no IPP printer
	PrinterFolderMissing = "printer.folder_missing" // the folder is not there or cannot be written
	PrinterHeldByPerson  = "printer.held_by_person" // paused by a person in the service
	PrinterGivenUp       = "printer.given_up"       // paused after failures in a row; goes on when it says that it is ready
	PrinterLosesJobs     = "printer.loses_jobs"     // paused since jobs broke off behind their first byte: a person resumes it
)

// Words gives the texts of a reason, for screens; ok is false for an unknown one.
func Words(reason string) (en, zh string, ok bool) {
	w, ok := reasonWords[reason]
	return w[0], w[1], ok
}

var reasonWords = map[string][2]string{
	PrintFileMissing:    {"print file is gone", "打印文件丢失"},
	PrintFileAltered:    {"print file was altered", "打印文件已被改动"},
	PrintTooLarge:       {"print file too large", "打印文件过大"},
	PrintExpired:        {"waited too long", "等待超时，已过期"},
	PrintWrongLanguage:  {"not this printer's language", "打印语言不符"},
	PrintNotAccepted:    {"printer does not take this format", "打印机不支持此格式"},
	PrintRefused:        {"printer refused the job", "打印机拒绝了任务"},
	PrintNameTaken:      {"file is in the folder already", "文件夹中已有同名文件"},
	PrintBrokenOff:      {"broke off: look for paper", "发送中断：请检查是否已出纸"},
	PrintNoAnswer:       {"no answer: look for paper", "打印机无应答：请检查是否已出纸"},
	PrintInterrupted:    {"service stopped: look for paper", "服务中断：请检查是否已出纸"},
	PrintAborted:        {"printer gave it up: look for paper", "打印机已放弃任务：请检查是否已出纸"},
	PrintCancelledThere: {"cancelled at the printer: look for paper", "已在打印机上取消：请检查是否已出纸"},

	PrinterUnreachable:   {"no connection: power and cable?", "无法连接：检查电源和网线"},
	PrinterSilent:        {"does not answer: paper, head, power?", "无应答：检查纸张、打印头、电源"},
	PrinterGarbled:       {"answers nonsense: check its settings", "应答异常：检查打印机设置"},
	PrinterPaperOut:      {"paper out", "缺纸"},
	PrinterPaperJam:      {"paper jam", "卡纸"},
	PrinterRibbonOut:     {"ribbon out", "碳带用完"},
	PrinterHeadOpen:      {"head or cover open", "打印头或机盖打开"},
	PrinterPaused:        {"paused at the printer", "打印机已暂停"},
	PrinterHot:           {"head too hot: wait", "打印头过热：请稍候"},
	PrinterCold:          {"head too cold", "打印头温度过低"},
	PrinterBufferFull:    {"memory full: wait", "缓存已满：请稍候"},
	PrinterHalfLabel:     {"half a label in memory: switch off and on", "内存中有半张标签：请重启打印机"},
	PrinterMemoryLost:    {"memory damaged: call service", "内存损坏：请报修"},
	PrinterCutter:        {"cutter jammed", "切刀故障"},
	PrinterTonerOut:      {"toner or ink out", "墨粉或墨水用完"},
	PrinterOffline:       {"offline", "脱机"},
	PrinterFaulty:        {"fault: see its display", "故障：查看打印机面板"},
	PrinterNotAccepting:  {"takes no jobs", "不接受任务"},
	PrinterNoIPP:         {"no IPP printer there: check the address", "该地址不是 IPP 打印机：检查地址"},
	PrinterFolderMissing: {"folder missing or not writable", "文件夹不存在或不可写"},
	PrinterHeldByPerson:  {"paused by a person", "已人工暂停"},
	PrinterGivenUp:       {"paused: failed several times", "多次失败，已暂停"},
	PrinterLosesJobs:     {"paused: jobs broke off, resume by hand", "任务多次中断，已暂停：需人工恢复"},
}
