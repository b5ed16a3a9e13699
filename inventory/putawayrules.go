package inventory

import (
	"fmt"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/item"
	"example.com/tote/inventory/layout"
	"example.com/tote/inventory/slotting"
	"example.com/tote/inventory/store"
)

// Tag of put-away rules: scope and name.
const tagPutawayRule byte = 0x2E

// MaxTargets bounds a sequence of targets: more than these words and a few zones say nothing new.
const MaxTargets = 16

// RuleScope says for which goods a rule is.
type RuleScope string

// The scopes, the narrowest first: that of an item goes before that of its storage class.
const (
	RuleOfItem  RuleScope = "item"
	RuleOfClass RuleScope = "class" // storage class
)

// PutawayRule is the sequence of targets a warehouse puts goods away by: the first that has room wins.
type PutawayRule struct {
	Scope    RuleScope         `cbor:"1,keyasint"`
	Name     string            `cbor:"2,keyasint"` // SKU, or storage class; "ambient" is that of goods without one
	Targets  []slotting.Target `cbor:"3,keyasint"`
	Revision uint64            `cbor:"4,keyasint,omitempty"`
}

// PutawayRules are kept by scope and name, in their warehouse's partition.
var PutawayRules = store.Collection[PutawayRule]{Noun: "put-away rule", Version: 1,
	Key: func(p *PutawayRule) store.Key { return putawayRuleKey(p.Scope, p.Name) }}

func putawayRuleKey(scope RuleScope, name string) store.Key {
	return store.K(tagPutawayRule).Str(string(scope)).Str(name)
}

// PutPutawayRule creates a rule (expected 0) or edits the one with that revision. A rule without targets is the usual
// sequence. Errors: rule.invalid, item.unknown, revision.stale, revision.exists, put-away rule.unknown.
func PutPutawayRule(tx *store.Tx, p PutawayRule, expected uint64) (PutawayRule, error) {
	if err := store.CheckHome(tx, "put-away rule", false); err != nil {
		return p, err
	}
	var g fault.Gather
	switch p.Scope {
	case RuleOfItem:
		if _, err := FindItem(tx, item.SKU(p.Name)); err != nil {
			return p, err
		}
	case RuleOfClass:
		if p.Name == "" || len(p.Name) > layout.MaxName {
			g.Add("name", "rule.name", "a storage class has 1 to %d characters; goods without one are ambient", layout.MaxName)
		}
	default:
		g.Add("scope", "rule.scope", "a rule is for an item or a class, not for %q", p.Scope)
	}
	if len(p.Targets) > MaxTargets {
		g.Add("targets", "rule.targets", "%d targets are more than %d", len(p.Targets), MaxTargets)
	}
	for i, t := range p.Targets {
		where := fmt.Sprintf("targets[%d]", i)
		if !t.Kind.Known() {
			g.Add(where+".kind", "rule.kind", "%q is no target: use fixed_face, planned_face, same_lot, same_item, near_item, empty or mixed", t.Kind)
		}
		if len(t.Zone) > layout.MaxName {
			g.Add(where+".zone", "location.zone", "a zone has at most %d characters", layout.MaxName)
		}
		if t.Where != 0 && !t.Where.Stocked() {
			g.Add(where+".where", "location.kind", "goods are put away into reserve locations and pick faces, not into %s ones", t.Where)
		}
	}
	if err := g.Invalid("rule.invalid", "the rule of %s %q cannot be kept as it is", p.Scope, p.Name); err != nil {
		return p, err
	}
	old, _ := PutawayRules.Get(tx, putawayRuleKey(p.Scope, p.Name))
	if err := store.CheckRevision(PutawayRules.Noun, string(p.Scope)+" "+p.Name, old.Revision, expected); err != nil {
		return p, err
	}
	p.Revision = old.Revision + 1
	PutawayRules.Put(tx, &p)
	return p, nil
}

// GetPutawayRule gives a rule or refuses, naming it.
func GetPutawayRule(r store.Reader, scope RuleScope, name string) (PutawayRule, error) {
	return PutawayRules.Must(r, putawayRuleKey(scope, name), string(scope)+" "+name)
}

// ListPutawayRules gives up to limit rules, those of classes first, by name.
func ListPutawayRules(r store.Reader, limit int) []PutawayRule {
	return PutawayRules.Page(r, store.K(tagPutawayRule), "", limit)
}

// targetsFor gives the sequence an item is put away by: its own, that of its class, or none.
func targetsFor(r store.Reader, it *item.Item) []slotting.Target {
	class := it.StorageClass
	if class == "" {
		class = "ambient"
	}
	for _, k := range []store.Key{putawayRuleKey(RuleOfItem, string(it.SKU)), putawayRuleKey(RuleOfClass, class)} {
		if p, ok := PutawayRules.Get(r, k); ok && len(p.Targets) > 0 {
			return p.Targets
		}
	}
	return nil
}
