package scan

import (
	"slices"
	"strconv"
	"strings"

	"example.com/tote/inventory/fault"
)

// CommandPrefix begins every barcode of the printed command sheet. It and the words are frozen: sheets hang on walls.
const CommandPrefix = "TOTE-CMD:"

// Word is a command a worker gives by scanning it.
type Word string

// The words of the sheet.
const (
	Confirm Word = "CONFIRM"
	Skip    Word = "SKIP"
	Short   Word = "SHORT"
	Undo    Word = "UNDO"
	Back    Word = "BACK"
	Help    Word = "HELP"
	Lang    Word = "LANG"
	Yes     Word = "YES"
	No      Word = "NO"
	Full    Word = "FULL"
	SignOut Word = "SIGNOUT"
	Why     Word = "WHY"
	Swap    Word = "SWAP"
	Label   Word = "LABEL"
	Done    Word = "DONE"
	Qty     Word = "QTY"   // alone: asks for the quantity, Number is -1; QTY-<n>: gives it
	Digit   Word = "DIGIT" // only as DIGIT-<d>: one key of a printed keypad
)

// Words are all words that stand alone on the sheet, in its order.
var Words = []Word{Confirm, Skip, Short, Undo, Back, Help, Lang, Yes, No, Full, SignOut, Why, Swap, Label, Done, Qty}

// command reads a code of the sheet; false: the text is none.
func (p *parser) command() bool {
	if !hasPrefix(p.text, CommandPrefix) {
		return false
	}
	text := strings.ToUpper(p.text[len(CommandPrefix):])
	if w := Word(text); slices.Contains(Words, w) {
		s := Scan{Kind: Command, Code: text, Word: w}
		if w == Qty {
			s.Number = -1
		}
		p.add(s)
		return true
	}
	word, digits, _ := strings.Cut(text, "-")
	most := map[Word]int{Qty: maxQuantityDigits, Digit: 1}[Word(word)]
	if allDigits(digits) && len(digits) <= most {
		n, _ := strconv.ParseInt(digits, 10, 64) // at most six digits
		p.add(Scan{Kind: Command, Code: text, Word: Word(word), Number: n})
		return true
	}
	p.doubt(fault.Invalid("scan.command_unknown", "this terminal does not know the command %.30q: print a new command sheet", text))
	return true
}
