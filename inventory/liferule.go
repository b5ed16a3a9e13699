package inventory

import (
	"strings"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/store"
)

// MaxLifeItems bounds a party's rules for single items and categories.
const MaxLifeItems = 200

// LifeRule is how many days of life a channel or a trade customer wants goods to have when they ship. The item's own rule, the
// order's and a customer's general one hold beside it: the longest counts.
type LifeRule struct {
	Party    string     `cbor:"1,keyasint"` // "channel:tmall" or "customer:K-17"
	Days     int64      `cbor:"2,keyasint,omitempty"`
	Items    []LifeItem `cbor:"3,keyasint,omitempty"`
	Revision uint64     `cbor:"4,keyasint,omitempty"`
}

// LifeItem is what a party wants of one item or one category; it stands instead of the party's general days.
type LifeItem struct {
	SKU      item.SKU `cbor:"1,keyasint,omitempty"`
	Category string   `cbor:"2,keyasint,omitempty"`
	Days     int64    `cbor:"3,keyasint"`
}

// The parties a rule may be of.
const (
	LifeOfChannel  = "channel:"
	LifeOfCustomer = "customer:"
)

func lifeKey(party string) store.Key { return store.K(tagCareOfLots).Byte(careLife).Str(party) }

// LifeRules are kept in the company's partition, by party.
var LifeRules = store.Collection[LifeRule]{Noun: "life rule", Version: 1, Key: func(l *LifeRule) store.Key { return lifeKey(l.Party) }}

// PutLifeRule creates the rule of a party (expected 0) or edits the one with that revision. Orders taken before keep what
// they were taken with. Errors: life-rule.invalid, revision.stale, revision.exists.
func PutLifeRule(tx *store.Tx, l LifeRule, expected uint64) (LifeRule, error) {
	if err := store.CheckHome(tx, "life rule", true); err != nil {
		return l, err
	}
	l.Party = lifeParty(l.Party)
	if err := l.check(); err != nil {
		return l, err
	}
	old, _ := LifeRules.Get(tx, lifeKey(l.Party))
	if err := store.CheckRevision("life rule", l.Party, old.Revision, expected); err != nil {
		return l, err
	}
	l.Revision = old.Revision + 1
	LifeRules.Put(tx, &l)
	return l, nil
}

// lifeParty brings a party to one spelling: customers' codes are capitals, channels' names are as the shop writes them.
func lifeParty(party string) string {
	party = strings.TrimSpace(party)
	if code, ok := strings.CutPrefix(party, LifeOfCustomer); ok {
		return LifeOfCustomer + strings.ToUpper(code)
	}
	return party
}

func (l *LifeRule) check() error {
	var g fault.Gather
	kind, name, _ := strings.Cut(l.Party, ":")
	if name == "" || len(l.Party) > 80 || kind+":" != LifeOfChannel && kind+":" != LifeOfCustomer {
		g.Add("party", "life.party", "%q is no party: write channel:NAME or customer:CODE", l.Party)
	}
	if l.Days < 0 || l.Days > item.MaxShelfLife {
		g.Add("days", "life.days", "%d days are outside 0 to %d", l.Days, item.MaxShelfLife)
	}
	if len(l.Items) > MaxLifeItems {
		g.Add("items", "life.items", "%d items and categories, at most %d", len(l.Items), MaxLifeItems)
	}
	for _, it := range l.Items {
		where := "items." + string(it.SKU) + it.Category
		if (it.SKU == "") == (it.Category == "") {
			g.Add(where, "life.item", "a rule is for a SKU or for a category")
		}
		if it.Days < 0 || it.Days > item.MaxShelfLife {
			g.Add(where, "life.days", "%d days are outside 0 to %d", it.Days, item.MaxShelfLife)
		}
	}
	return g.Invalid("life-rule.invalid", "the rule of %q cannot be kept as it is", l.Party)
}

// FindLifeRule gives the rule of a party, from any partition. Error: life-rule.unknown.
func FindLifeRule(r store.Reader, party string) (LifeRule, error) {
	return LifeRules.Must(r.Company(), lifeKey(lifeParty(party)), party)
}

// ListLifeRules gives a page of rules by party, from any partition.
func ListLifeRules(r store.Reader, after string, limit int) []LifeRule {
	return LifeRules.Page(r.Company(), store.K(tagCareOfLots).Byte(careLife), after, limit)
}

// LifeWanted is what the parties of an order want of its lines: it is asked once an order and then for each item.
type LifeWanted struct {
	r     store.Reader
	rules []LifeRule
}

// LifeFor reads the rules of an order's channel and customer.
func LifeFor(r store.Reader, channel, customer string) LifeWanted {
	w := LifeWanted{r: r}
	for _, party := range []string{LifeOfChannel + channel, LifeOfCustomer + customer} {
		if l, ok := LifeRules.Get(r.Company(), lifeKey(lifeParty(party))); ok {
			w.rules = append(w.rules, l)
		}
	}
	return w
}

// Days gives the longest life any party wants of an item.
func (w LifeWanted) Days(sku item.SKU) (days int64) {
	for i := range w.rules {
		days = max(days, w.rules[i].days(w.r, sku))
	}
	return days
}

// days gives what a party wants of an item: its rule for the SKU, else for the category, else the general one.
func (l *LifeRule) days(r store.Reader, sku item.SKU) int64 {
	category, byCategory := "", int64(-1)
	if len(l.Items) > 0 {
		it, err := FindItem(r, sku)
		if err == nil {
			category = it.Category
		}
	}
	for _, rule := range l.Items {
		switch {
		case rule.SKU == sku && rule.SKU != "":
			return rule.Days
		case rule.Category == category && rule.Category != "":
			byCategory = rule.Days
		}
	}
	if byCategory >= 0 {
		return byCategory
	}
	return l.Days
}
