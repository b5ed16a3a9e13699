package gs1

import (
	"strconv"
	"strings"
)

// contentChecks judge a component's content by the name the table gives the check. They answer "" if all is well, else the
// kind of trouble and its words. Length and character set were checked before.
var contentChecks = map[string]func(string) (Kind, string){
	"csum":         checkSum,
	"csumalpha":    checkPair,
	"key":          checkPrefix,
	"yymmd0":       func(s string) (Kind, string) { return checkDate(s, true) },
	"yymmdd":       func(s string) (Kind, string) { return checkDate(s, false) },
	"yyyymmdd":     checkLongDate,
	"hhmi":         func(s string) (Kind, string) { return either(checkRange(s[:2], 0, 23))(checkRange(s[2:], 0, 59)) },
	"hh":           func(s string) (Kind, string) { return checkRange(s, 0, 23) },
	"mi":           func(s string) (Kind, string) { return checkRange(s, 0, 59) },
	"ss":           func(s string) (Kind, string) { return checkRange(s, 0, 59) },
	"zero":         func(s string) (Kind, string) { return value(s == "0", "must be 0") },
	"nonzero":      func(s string) (Kind, string) { return value(strings.Trim(s, "0") != "", "must not be zero") },
	"nozeroprefix": func(s string) (Kind, string) { return value(s[0] != '0', "must not begin with 0") },
	"yesno":        func(s string) (Kind, string) { return value(s == "0" || s == "1", "must be 0 or 1") },
	"winding": func(s string) (Kind, string) {
		return value(strings.Contains("019", s), "winding direction must be 0, 1 or 9")
	},
	"iso5218": func(s string) (Kind, string) { return value(strings.Contains("0129", s), "must be 0, 1, 2 or 9") },
	"hyphen":  func(s string) (Kind, string) { return value(s == "-", "must be - or nothing") },
	"importeridx": func(s string) (Kind, string) {
		return value(strings.Contains(set64, s), "must be a letter, a digit, - or _")
	},
	"hasnondigit": func(s string) (Kind, string) { return value(firstNonDigit(s) >= 0, "must not be digits alone") },
	"latitude":    func(s string) (Kind, string) { return checkRange(s, 0, 1_800_000_000) },
	"longitude":   func(s string) (Kind, string) { return checkRange(s, 0, 3_600_000_000) },
	"mediatype": func(s string) (Kind, string) {
		return value(s >= "01" && s <= "10" || s >= "80", "must be 01 to 10 or 80 to 99")
	},
	"pieces":   checkPieces,
	"posinseq": checkPosition,
	"pcenc":    checkPercent,
	"iban":     checkIBAN,
	"iso3166":  func(s string) (Kind, string) { return value(inSet(&countryNumbers, s), "is no country's number") },
	"iso3166or999": func(s string) (Kind, string) {
		return value(s == "999" || inSet(&countryNumbers, s), "is no country's number nor 999")
	},
	"iso3166alpha2": func(s string) (Kind, string) { return value(IsCountry(s), "is no country's two letters") },
	"iso4217":       func(s string) (Kind, string) { return value(inSet(&currencyNumbers, s), "is no currency's number") },
}

func value(ok bool, text string) (Kind, string) {
	if ok {
		return "", ""
	}
	return KindValue, text
}

// either gives the first trouble of two.
func either(kind Kind, text string) func(Kind, string) (Kind, string) {
	return func(k Kind, t string) (Kind, string) {
		if text != "" {
			return kind, text
		}
		return k, t
	}
}

func checkRange(digits string, least, most int64) (Kind, string) {
	n, err := strconv.ParseInt(digits, 10, 64)
	return value(err == nil && n >= least && n <= most, "must be "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
}

func checkSum(s string) (Kind, string) {
	last := len(s) - 1
	if want := checkDigit(s[:last]); s[last] != want {
		return KindCheckDigit, "check digit must be " + string(want) + ": scan or type it again"
	}
	return "", ""
}

// checkPrefix: keys begin with a company prefix, of which four digits can be told without a list of members.
func checkPrefix(s string) (Kind, string) {
	at := firstNonDigit(s)
	return value(len(s) >= shortestPrefix && (at < 0 || at >= shortestPrefix), "must begin with a company prefix of at least 4 digits")
}

func checkDate(s string, dayZero bool) (Kind, string) {
	if _, err := parseDate(s, yearForValidity, dayZero); err != nil {
		return KindDate, "no such day, want YYMMDD"
	}
	return "", ""
}

func checkLongDate(s string) (Kind, string) {
	year, _ := strconv.Atoi(s[:4]) // digits were checked
	month, _ := strconv.Atoi(s[4:6])
	day, _ := strconv.Atoi(s[6:])
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return KindDate, "no such day, want YYYYMMDD"
	}
	return "", ""
}

func checkPieces(s string) (Kind, string) {
	return value(s[:2] != "00" && s[2:] != "00" && s[:2] <= s[2:], "must be a piece number and a total, 01 to 99")
}

func checkPosition(s string) (Kind, string) {
	ok := s[0] >= '1' && s[0] <= '9' && s[1] == '/' && s[2] >= '1' && s[2] <= '9' && s[0] <= s[2]
	return value(ok, "must be a position and the last one, such as 1/2")
}

func checkPercent(s string) (Kind, string) {
	hex := func(b byte) bool { return b >= '0' && b <= '9' || b >= 'A' && b <= 'F' || b >= 'a' && b <= 'f' }
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i+2 >= len(s) || !hex(s[i+1]) || !hex(s[i+2]) {
			return KindValue, "a % must be followed by two hexadecimal digits"
		}
		i += 2
	}
	return "", ""
}

// The alphanumeric check pair: values of set 82 weighed with the primes from the right, modulo 1021, written as two
// characters of set 32.
const (
	set32       = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	pairModulus = 1021
)

var primes = [...]int{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83}

func checkPair(s string) (Kind, string) {
	n := len(s) - 2
	if n < 0 || n > len(primes) {
		return KindLength, "too short or too long for its two check characters"
	}
	sum := 0
	for i := range n {
		sum += strings.IndexByte(set82, s[i]) * primes[n-1-i]
	}
	sum %= pairModulus
	if want := string(set32[sum>>5]) + string(set32[sum&31]); s[n:] != want {
		return KindCheckDigit, "check characters must be " + want + ": scan or type it again"
	}
	return "", ""
}

const shortestIBAN = 10 // country, check digits and the shortest account

func checkIBAN(s string) (Kind, string) {
	if len(s) < shortestIBAN {
		return KindLength, "too short for an IBAN"
	}
	rest := 0
	for _, c := range []byte(s[4:] + s[:4]) {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return KindCharset, "an IBAN has capital letters and digits only"
		}
	}
	if !IsCountry(s[:2]) {
		return KindValue, "begins with no country's two letters"
	}
	if rest != 1 {
		return KindCheckDigit, "its check digits differ: scan or type it again"
	}
	return "", ""
}

// numberSet has a bit for each number from 0 to 1023, the highest bit of the first word first.
type numberSet [16]uint64

func inSet(set *numberSet, digits string) bool {
	n, err := strconv.Atoi(digits)
	return err == nil && n >= 0 && n < 1000 && set[n/64]&(1<<(63-n%64)) != 0
}

// countryNumbers are ISO 3166-1's numbers, currencyNumbers ISO 4217's.
var (
	countryNumbers = numberSet{
		0x08a888898888b888, 0x8aa80a2888888888, 0x0888888a22232889, 0x88188a2221e322a2,
		0x2a2a180088888888, 0x888a888888888888, 0x888288a2622a22a2, 0x222222228808b888,
		0x8888970808222222, 0x2de102888888a222, 0x320a1b222222a203, 0xe20808c8088888a8,
		0x8888889a89002021, 0xe080222a00082102,
	}
	currencyNumbers = numberSet{
		0x008800008808b808, 0x8880082080880808, 0x0880808800220009, 0x8010820202822000,
		0x0202000008000000, 0x8888088888888080, 0x088288a262222002, 0x022200008800a080,
		0x88080c0008220200, 0x2022028880000020, 0x1202000000202202, 0xa200008000088888,
		0x0088880081002020, 0x2080002800002200, 0x0400000dfeadbfdf, 0xfdfdfce225000000,
	}
)

// IsCountry tells whether two capital letters name a country in ISO 3166-1.
func IsCountry(letters string) bool {
	return len(letters) == 2 && strings.Contains(countryLetters, " "+letters+" ")
}

// countryLetters are ISO 3166-1's two letters.
const countryLetters = " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
	"GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
	"KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
	"UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
