package testdata

import "fmt"

// The roles of workers.
const (
	Receiver   = "receiver"
	Inspector  = "inspector"
	Putaway    = "putaway"
	Picker     = "picker"
	Packer     = "packer"
	Loader     = "loader"
	Supervisor = "supervisor"
	Admin      = "admin"
)

// Worker is a made-up worker of the demo's warehouse. Badge and PIN are for the demo's own data folder and open nothing else.
type Worker struct {
	Code     string // W001
	Name     string
	NameZH   string // empty at the gifts warehouse
	Badge    string // what the badge's barcode says
	PIN      string // 6 digits
	Language string // of the screens: en or zh
	Roles    []string
}

// crew is how many work in each role; the first role listed is the worker's own, others they stand in for.
var crew = []struct {
	count int
	roles []string
}{
	{1, []string{Admin, Supervisor}},
	{3, []string{Supervisor}},
	{6, []string{Receiver, Putaway}},
	{3, []string{Inspector}},
	{8, []string{Putaway, Receiver}},
	{28, []string{Picker}},
	{20, []string{Packer}},
	{6, []string{Loader}},
}

// Workers lists the crew, every name once.
func Workers(catalogue string) []Worker {
	if checkCatalogue(catalogue) != nil {
		return nil
	}
	var list []Worker
	taken := map[string]bool{}
	for _, group := range crew {
		for range group.count {
			code := fmt.Sprintf("W%03d", len(list)+1)
			w := Worker{Code: code, Badge: "BADGE-" + code, PIN: fill("######", draw(catalogue, code, "pin")),
				Language: "en", Roles: append([]string(nil), group.roles...)}
			for try := 0; w.Name == "" || taken[w.Name]; try++ {
				h := draw(catalogue, code, "name", fmt.Sprint(try))
				if catalogue == Snacks {
					w.NameZH, w.Name = personInChina(h)
					w.Language = "zh"
				} else {
					w.Name = personAbroad(h)
				}
			}
			taken[w.Name] = true
			list = append(list, w)
		}
	}
	return list
}
