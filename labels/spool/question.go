package spool

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// questionOf gives how to ask a printer on an open connection, or nil if it cannot be asked: blind ones, and pages printed
// by raw PDF, which has no question.
func questionOf(p Printer) func(io.ReadWriter) reading {
	if p.Blind {
		return nil
	}
	switch p.Language {
	case ZPL:
		return askZPL
	case TSPL:
		return askTSPL
	case ESCPOS:
		return askESCPOS
	}
	return nil
}

// maxHostStatus bounds the answer to ~HS, which has some 80 bytes.
const maxHostStatus = 1024

// askZPL asks by ~HS. A printer with the head open or without paper may not answer at all: silence is a fault.
func askZPL(c io.ReadWriter) reading {
	if _, err := io.WriteString(c, "~HS\r\n"); err != nil {
		return absent(PrinterSilent, err)
	}
	var got []byte
	buf := make([]byte, 256)
	for bytes.Count(got, []byte{etx}) < 3 && len(got) < maxHostStatus {
		n, err := c.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			if bytes.Count(got, []byte{etx}) >= 2 {
				break // the third line says nothing about printing, and some clones leave it out
			}
			if len(got) == 0 {
				return absent(PrinterSilent, err)
			}
			return absent(PrinterGarbled, err)
		}
	}
	return hostStatus(got)
}

const (
	stx = 0x02
	etx = 0x03
)

// hostStatus reads the lines of ~HS:
//
//	aaa,b,c,dddd,eee,f,g,h,iii,j,k,l    b paper out, c pause, eee formats in the buffer, f buffer full, h half a format,
//	                                    j memory lost, k too cold, l too hot
//	mmm,n,o,p,q,r,s,t,uuuuuuuu,v,www    o head up, p ribbon out, t label waiting to be taken, u labels left in the batch
func hostStatus(answer []byte) reading {
	var lines [][]string
	for _, part := range bytes.Split(answer, []byte{etx}) {
		if _, line, ok := bytes.Cut(part, []byte{stx}); ok {
			fields := strings.Split(string(line), ",")
			for i, f := range fields {
				fields[i] = strings.TrimSpace(f)
			}
			lines = append(lines, fields)
		}
	}
	if len(lines) < 2 || len(lines[0]) < 12 || len(lines[1]) < 9 {
		return garbled(answer)
	}
	formats, err1 := strconv.Atoi(lines[0][4])
	left, err2 := strconv.Atoi(lines[1][8])
	if err1 != nil || err2 != nil || formats < 0 || left < 0 {
		return garbled(answer)
	}
	var reasons []string
	for _, f := range []struct {
		line, field int
		reason      string
	}{
		{0, 1, PrinterPaperOut}, {0, 2, PrinterPaused}, {0, 5, PrinterBufferFull}, {0, 7, PrinterHalfLabel}, {0, 9, PrinterMemoryLost},
		{0, 10, PrinterCold}, {0, 11, PrinterHot}, {1, 2, PrinterHeadOpen}, {1, 3, PrinterRibbonOut},
	} {
		switch lines[f.line][f.field] {
		case "0":
		case "1":
			reasons = append(reasons, f.reason)
		default:
			return garbled(answer)
		}
	}
	r := not(reasons...)
	r.counted, r.pending = true, formats+left
	return r
}

// maxOddAnswer is how much of an answer that makes no sense is worth a place in the log.
const maxOddAnswer = 60

func garbled(answer []byte) reading {
	r := absent(PrinterGarbled, nil)
	r.words = strconv.Quote(string(answer[:min(len(answer), maxOddAnswer)]))
	return r
}

// askTSPL asks by ESC ! ?: one byte of flags. "Printing" is no fault: it takes the next label meanwhile.
func askTSPL(c io.ReadWriter) reading {
	b, r := oneByte(c, "\x1b!?")
	if b < 0 {
		return r
	}
	return flags(b, []flag{{0x01, PrinterHeadOpen}, {0x02, PrinterPaperJam}, {0x04, PrinterPaperOut}, {0x08, PrinterRibbonOut}, {0x10, PrinterPaused},
		{0xC0, PrinterFaulty}})
}

// askESCPOS asks by DLE EOT n for n = 1 to 4. Every answer has bits 1 and 4 set and bits 0 and 7 clear.
func askESCPOS(c io.ReadWriter) reading {
	var all []string
	for n, meaning := range [][]flag{
		{{0x08, PrinterOffline}},
		{{0x04, PrinterHeadOpen}, {0x20, PrinterPaperOut}, {0x40, PrinterFaulty}},
		{{0x08, PrinterCutter}, {0x20, PrinterFaulty}, {0x40, PrinterHot}},
		{{0x60, PrinterPaperOut}},
	} {
		b, r := oneByte(c, "\x10\x04"+string(rune(n+1)))
		if b < 0 {
			return r
		}
		if b&0x93 != 0x12 {
			return garbled([]byte{byte(b)})
		}
		all = append(all, flags(b, meaning).reasons...)
	}
	return not(all...)
}

// oneByte asks and reads one byte, below 0 if none came.
func oneByte(c io.ReadWriter, question string) (int, reading) {
	if _, err := io.WriteString(c, question); err != nil {
		return -1, absent(PrinterSilent, err)
	}
	var b [1]byte
	if _, err := io.ReadFull(c, b[:]); err != nil {
		return -1, absent(PrinterSilent, err)
	}
	return int(b[0]), reading{}
}

type flag struct {
	bits   int
	reason string
}

func flags(b int, meaning []flag) reading {
	var reasons []string
	for _, m := range meaning {
		if b&m.bits != 0 {
			reasons = append(reasons, m.reason)
		}
	}
	return not(reasons...)
}
