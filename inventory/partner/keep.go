package partner

import (
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Tags of this package's keys: the first four in the company's partition, the last two in a warehouse's.
const (
	tagSupplier      byte = 0x42
	tagCustomer      byte = 0x43
	tagCarrier       byte = 0x44
	tagCarton        byte = 0x45
	tagPurchaseOrder byte = 0x33
	tagASN           byte = 0x34
)

// Limits that all partners share: what fits a label, a screen and a list.
const (
	MaxCode         = 16
	MaxName         = 60
	MaxAddressLines = 6
	MaxAddressLine  = 120 // bytes: 40 Chinese characters
	MaxPhone        = 30
	MaxPage         = 200
	MaxGrams        = 2_000_000 // two tonnes: a full pallet
	MaxMillimetre   = 10_000
)

// Page asks for a part of a list: what follows After, at most Limit (0 and above MaxPage: MaxPage).
type Page struct {
	After string
	Limit int
}

func (p Page) limit() int {
	if p.Limit <= 0 || p.Limit > MaxPage {
		return MaxPage
	}
	return p.Limit
}

// list gives a page of a collection whose keys are its tag and a code.
func list[T any](r store.Reader, c *store.Collection[T], tag byte, p Page) []T {
	return c.Page(r, store.K(tag), p.After, p.limit())
}

// normalCode trims a code and raises it to capitals, so that one partner has one spelling.
func normalCode(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

func checkCode(g *fault.Gather, where, code string, longest int) {
	bad := func(r rune) bool { return r <= ' ' || r > '~' }
	if code == "" || len(code) > longest || strings.ContainsFunc(code, bad) {
		g.Add(where, "code.malformed", "%q must have 1 to %d printable ASCII characters without blanks", code, longest)
	}
}

func checkNames(g *fault.Gather, name, nameZH string) {
	if name == "" && nameZH == "" {
		g.Add("name", "name.missing", "a name is missing: give name, name_zh or both")
	}
	for _, n := range []struct{ where, text string }{{"name", name}, {"name_zh", nameZH}} {
		if len([]rune(n.text)) > MaxName {
			g.Add(n.where, "name.length", "a name has at most %d characters", MaxName)
		}
	}
}

func checkAddress(g *fault.Gather, lines []string, country, phone string) {
	if len(lines) > MaxAddressLines {
		g.Add("address", "address.lines", "an address has at most %d lines", MaxAddressLines)
	}
	for _, l := range lines {
		if len(l) > MaxAddressLine {
			g.Add("address", "address.lines", "an address line has at most %d bytes", MaxAddressLine)
		}
	}
	if country != "" && (len(country) != 2 || strings.ContainsFunc(country, notCapital)) {
		g.Add("country", "address.country", "country %q is not two capital letters like CN (ISO 3166)", country)
	}
	if len(phone) > MaxPhone {
		g.Add("phone", "address.phone", "a phone number has at most %d characters", MaxPhone)
	}
}

func checkCurrency(g *fault.Gather, currency string) {
	if len(currency) != 3 || strings.ContainsFunc(currency, notCapital) {
		g.Add("currency", "currency.malformed", "currency %q is not three capital letters like CNY (ISO 4217)", currency)
	}
}

func notCapital(r rune) bool { return r < 'A' || r > 'Z' }

func checkRange(g *fault.Gather, where string, n, lowest, highest int64) {
	if n < lowest || n > highest {
		g.Add(where, "number.range", "%s is %d, outside %d to %d", where, n, lowest, highest)
	}
}
