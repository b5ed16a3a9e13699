package labels

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"example.com/tote/inventory/fault"
)

// Privacy says what a waybill shows of its recipient. The zero value masks wherever the Chinese postal rule asks for it.
type Privacy uint8

// The ways to print a recipient.
const (
	PrivacyByCountry Privacy = iota // masked for China and for an unknown country, in clear elsewhere: customs and foreign carriers read it
	PrivacyMask                     // masked everywhere
	PrivacyAsGiven                  // as the struct has it: a carrier that needs clear text, or text masked by a platform
)

var privacies = [...]string{PrivacyByCountry: "by_country", PrivacyMask: "mask", PrivacyAsGiven: "as_given"}

// UnmarshalText reads by_country, mask or as_given.
func (p *Privacy) UnmarshalText(text []byte) error {
	i := slices.Index(privacies[:], string(text))
	if i < 0 {
		return fault.Invalid(ReasonIncomplete, "there is no privacy %q: use %s", text, strings.Join(privacies[:], ", "))
	}
	*p = Privacy(i)
	return nil
}

// Party is a sender or recipient. Street holds everything below the district: road, house, building, unit.
type Party struct {
	Name     string `json:"name"`
	Company  string `json:"company"`
	Phone    string `json:"phone"`
	Country  string `json:"country"` // ISO 3166 alpha-2; "" or "CN" is written the Chinese way
	Province string `json:"province"`
	City     string `json:"city"`
	District string `json:"district"`
	Street   string `json:"street"`
	Postcode string `json:"postcode"`
}

func (p Party) chinese() bool { return p.Country == "" || strings.EqualFold(p.Country, "CN") }

// Masked gives the party with name, phone and unit hidden. The company stays: it is no person, and without it a parcel to a
// counter in a market does not arrive. Masking twice changes nothing.
func (p Party) Masked() Party {
	p.Name, p.Phone, p.Street = MaskName(p.Name), MaskPhone(p.Phone), MaskStreet(p.Street)
	return p
}

func (p Party) shown(privacy Privacy) Party {
	if privacy == PrivacyMask || privacy == PrivacyByCountry && p.chinese() {
		return p.Masked()
	}
	return p
}

// doubleSurnames are the compound surnames still common; the mask keeps the surname, never a given name.
const doubleSurnames = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 长孙 宇文 端木 百里 南宫 独孤 轩辕 歐陽 司馬 諸葛 東方 長孫"

// MaskName hides all of a name but the surname (Chinese: 张**, 欧阳**) or initials and first letter (Latin: S. T***). At
// least one character is always hidden.
func MaskName(name string) string {
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "*")), " ")
	rs := []rune(name)
	if len(rs) == 0 {
		return ""
	}
	if strings.ContainsFunc(name, ideograph) {
		return maskIdeographs(rs)
	}
	words := strings.Fields(name)
	for i, w := range words {
		first := []rune(w)[0]
		if !unicode.IsLetter(first) {
			first = '*'
		}
		switch {
		case i < len(words)-1:
			words[i] = string(first) + "."
		case strings.HasSuffix(w, hiddenRest), strings.Trim(w, "*") == "":
			// masked before
		case first == '*' || letters(w) < 2:
			words[i] = hiddenRest
		default:
			words[i] = string(first) + hiddenRest
		}
	}
	return strings.Join(words, " ")
}

const hiddenRest = "***"

func letters(w string) int {
	n := 0
	for _, r := range w {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func ideograph(r rune) bool { return unicode.Is(unicode.Han, r) }

func maskIdeographs(rs []rune) string {
	keep := 1
	if len(rs) > 2 && strings.Contains(doubleSurnames, string(rs[:2])) && rs[0] != ' ' && rs[1] != ' ' {
		keep = 2
	}
	if len(rs) == 1 || !ideograph(rs[0]) {
		keep = 0
	}
	const mostStars = 4 // a long text in the name field must not give its length away, nor fill the label
	return string(rs[:keep]) + strings.Repeat("*", min(len(rs)-keep, mostStars))
}

// leastHidden is how many digits of a phone number the postal rule hides.
const leastHidden = 6

// extension finds the extension of a privacy number; it is not masked, without it the number reaches nobody.
var extension = regexp.MustCompile(`(?i)\s*(?:转|轉|ext\.?|#|,|x)\s*(\d{1,6})\s*$`)

// MaskPhone hides at least six digits: 1******1234, +86 1******1234. Separators go, an extension stays.
func MaskPhone(phone string) string {
	phone = strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		if r == '＋' {
			return '+'
		}
		return r
	}, strings.TrimSpace(strings.ToValidUTF8(phone, "")))
	ext := ""
	if m := extension.FindStringSubmatchIndex(phone); m != nil {
		phone, ext = phone[:m[0]], "-"+phone[m[2]:m[3]]
	} else if at := strings.LastIndexByte(phone, '-'); at > 0 && wholeMobile(phone[:at]) && onlyDigits(phone[at+1:]) {
		phone, ext = phone[:at], phone[at:] // 17812345678-1234, the way privacy numbers are written
	}
	prefix := ""
	if strings.HasPrefix(phone, "+86") {
		prefix, phone = "+86 ", phone[len("+86"):]
	} else if strings.HasPrefix(phone, "+") {
		prefix, phone = "+", phone[1:]
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '*' {
			return r
		}
		return -1
	}, phone)
	if digits == "" {
		if strings.TrimSpace(phone) == "" {
			return ""
		}
		return strings.Repeat("*", leastHidden) // a text where a number should be may be a name
	}
	n := len(digits)
	tail := min(4, max(0, n-leastHidden))
	head := min(1, max(0, n-leastHidden-tail))
	return prefix + digits[:head] + strings.Repeat("*", max(n-head-tail, leastHidden)) + digits[n-tail:] + ext
}

// wholeMobile tells that nothing is missing from a number, in clear or masked before: what follows is an extension.
func wholeMobile(s string) bool {
	const mobile = 11
	s = strings.TrimLeft(strings.TrimPrefix(s, "+86"), " -")
	return strings.Count(s, "*") >= leastHidden || len(s) >= mobile && s[0] == '1' && onlyDigits(s)
}

func onlyDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

const hiddenUnit = "****"

// Numbers as they stand before 单元, 室 and the like.
const unitNumber = `第?[0-9０-９A-Za-z一二三四五六七八九十百零〇东西南北甲乙丙丁]+[-－—]?[0-9A-Za-z]*`

var (
	// building ends the part of a Chinese address that stays: house, block, tower.
	building = regexp.MustCompile(`(?:\d号楼|号楼|[幢栋棟座]|大厦|大廈|公寓|广场|廣場|写字楼|小区|花园|花園|公馆|苑|弄)`)
	// unitWord is a floor, unit or room; everything from the first one on goes.
	unitWord = regexp.MustCompile(unitNumber + `(?:单元|單元|室|户|戶|楼|樓|层|層|房|[Ff]\b|[Uu]nit\b)|(?:[Rr][Oo]{0,2}[Mm]|[Ff]lat|[Uu]nit)\s*[0-9]`)
	// numbersAfter is block-unit-room written as bare numbers after a building: 3-2-501, 1502.
	numbersAfter = regexp.MustCompile(`^[\s,，]*[0-9０-９A-Za-z]+(?:[-－—#/][0-9A-Za-z]+)*`)
	// blockOf is the block in block-unit-room.
	blockOf = regexp.MustCompile(`^[0-9A-Za-z]+[-－—#/][0-9A-Za-z]+[-－—#/][0-9A-Za-z]`)
	// bareRoom is a number at the end that no word explains.
	bareRoom = regexp.MustCompile(`[\s,，]*[0-9０-９]+(?:[-－—#][0-9A-Za-z]+)*\s*[)）]?\s*$`)
	// latinUnit is a unit in a Latin address, before or after its number.
	latinUnit = regexp.MustCompile(`(?i)\b(?:apartment|apt|unit|suite|ste|flat|room|rm|floor|flr|level|lvl|wohnung|whg|appartement|appt|piso|puerta|int)\b\.?\s*#?\s*(?:[A-Za-z]?[0-9][0-9A-Za-z-]*|[A-Za-z]\b)|` +
		`#\s*[0-9A-Za-z][0-9A-Za-z-]*|\b[0-9]+(?:st|nd|rd|th)\s+(?:floor|flr|fl)\b|\b[0-9]+/F\b`)
	// slashUnit is the unit before the house number, 12/34 George St.
	slashUnit = regexp.MustCompile(`^\s*[0-9]+[A-Za-z]?/([0-9])`)
)

// MaskStreet hides unit and room and keeps what leads to the building: 文三路138号东方大厦****, 221B Baker Street, ****.
func MaskStreet(street string) string {
	street = strings.Join(strings.Fields(strings.ToValidUTF8(street, "*")), " ")
	if street == "" {
		return ""
	}
	if strings.ContainsFunc(street, ideograph) {
		street = maskChineseStreet(street)
	} else {
		street = slashUnit.ReplaceAllString(street, hiddenUnit+"/$1")
	}
	return strings.TrimSpace(latinUnit.ReplaceAllString(street, hiddenUnit))
}

func maskChineseStreet(street string) string {
	if strings.HasSuffix(street, hiddenUnit) || strings.HasPrefix(street, hiddenUnit) {
		return street // masked before, by us or by a platform
	}
	end := len(street)
	if m := unitWord.FindStringIndex(street); m != nil {
		if m[0] == 0 { // written the Western way round: 501室, 东方大厦
			return hiddenUnit + " " + withoutLeadingUnits(street)
		}
		end = m[0]
	}
	for _, m := range building.FindAllStringIndex(street[:end], -1) {
		n := numbersAfter.FindStringIndex(street[m[1]:end])
		if n == nil {
			continue
		}
		number, rest := street[m[1]:m[1]+n[1]], street[m[1]+n[1]:]
		if building.MatchString(street[m[1]+n[1]:end]) || startsHouse(rest) {
			continue // the block or tower comes after it
		}
		end = m[1]
		if blockOf.MatchString(number) {
			end += strings.IndexAny(number, "-－—#/")
		}
		break
	}
	if end == len(street) {
		if m := bareRoom.FindStringIndex(street); m != nil && m[0] > 0 {
			end = m[0]
		}
	}
	if end == len(street) {
		return street
	}
	return strings.TrimRight(street[:end], " ,，-－*") + hiddenUnit
}

func withoutLeadingUnits(street string) string {
	for {
		m := unitWord.FindStringIndex(street)
		if m == nil || m[0] != 0 {
			return street
		}
		street = strings.TrimLeft(street[m[1]:], " ,，")
	}
}

// startsHouse tells that a number goes on as a house or block number, which stays.
func startsHouse(rest string) bool {
	for _, word := range []string{"号", "號", "幢", "栋", "棟", "座", "弄", "期", "区", "路"} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return false
}
