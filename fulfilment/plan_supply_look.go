package fulfilment

import (
	"context"
	"slices"
	"time"

	"example.com/tote/inventory"
	"example.com/tote/inventory/partner"
	"example.com/tote/inventory/store"
)

// stock adds up what lies in the house.
func (p *supplyPlanning) stock(ctx context.Context) error {
	var last *inventory.Balance
	for {
		var some []inventory.Balance
		err := p.run.View(ctx, func(v *store.View) error {
			some = inventory.BalancesAfter(v, last, supplyBalances)
			for i := range some {
				if n := inventory.SupplyIn(v, &some[i], p.held, p.today); n != 0 {
					p.free[some[i].SKU] += n
				}
			}
			return nil
		})
		if err != nil || len(some) == 0 {
			return err
		}
		last = &some[len(some)-1]
	}
}

// waiting adds up what orders want and no goods were reserved for.
func (p *supplyPlanning) waiting(ctx context.Context) error {
	for _, s := range []OrderState{OrderAllocating, OrderOpen, OrderWaiting} {
		var behind store.Key
		for more := true; more; {
			err := p.run.View(ctx, func(v *store.View) error {
				more = false
				n := 0
				for o, k := range ordersFrom(v, s, behind) {
					if n++; n > supplyOrders {
						behind, more = k, true
						break
					}
					for l := range inventory.LinesOf(v, o.ID, 1) {
						if open := l.In(inventory.Open); open > 0 && l.Owner == "" {
							p.owed[l.SKU] += open
						}
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// onOrder adds up what is still to come.
func (p *supplyPlanning) onOrder(ctx context.Context) error {
	var from store.Key
	for more := true; more; more = from != nil {
		err := p.run.View(ctx, func(v *store.View) error {
			var some []partner.OnOrder
			some, from = partner.OpenSupply(v, from, supplyRuns)
			for _, o := range some {
				p.coming[o.SKU] += o.Qty
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// leads measures how long each supplier's deliveries took in the last year.
func (p *supplyPlanning) leads(ctx context.Context) error {
	codes := make([]string, 0, len(p.suppliers))
	for code := range p.suppliers {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	now := p.run.Now()
	for _, code := range codes {
		s := p.suppliers[code]
		var last *partner.PurchaseOrder
		for more := true; more; {
			err := p.run.View(ctx, func(v *store.View) error {
				n := 0
				for o := range partner.PurchaseOrdersWith(v, code, now.Add(-supplyMemory), now.Add(time.Second), last) {
					s.measure(&o, partner.PurchaseLines(v, o.Number))
					last = &o
					if n++; n == supplyBought {
						break
					}
				}
				more = n == supplyBought
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *planSupplier) measure(o *partner.PurchaseOrder, lines []partner.PurchaseLine) {
	came := false
	for i := range lines {
		if lead, ok := lines[i].Lead(o); ok {
			came = true
			s.leads = append(s.leads[len(s.leads)/partner.MaxLeads:], lead)
			of := s.ofItems[lines[i].SKU]
			s.ofItems[lines[i].SKU] = append(of[len(of)/partner.MaxLeads:], lead)
		}
	}
	if came {
		s.orders++
	}
}
