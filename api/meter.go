package api

import (
	"github.com/prometheus/client_golang/prometheus"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/store"
)

// Meter counts what the executor does. It is made before the executor, whose Observe option is Meter.Observe.
type Meter struct {
	registry *prometheus.Registry
	commands *prometheus.CounterVec
	took     *prometheus.HistogramVec
	group    prometheus.Histogram
	streams  prometheus.Gauge
}

// commitBuckets reach from a lone commit on a fast disk (about 1 ms) to the end of a caller's patience.
var commitBuckets = []float64{.0005, .001, .002, .004, .008, .016, .032, .064, .128, .256, .512, 1, 4, 16}

// groupBuckets are commands committed together, up to the executor's bound.
var groupBuckets = []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}

// NewMeter registers the service's metrics.
func NewMeter(registry *prometheus.Registry) *Meter {
	m := &Meter{
		registry: registry,
		commands: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tote_commands_total",
			Help: "Answered commands by verb and outcome."}, []string{"verb", "outcome"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tote_command_seconds",
			Help: "From queueing a command to its answer.", Buckets: commitBuckets}, []string{"verb"}),
		group: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "tote_commit_group_commands",
			Help: "Commands that shared the commit, seen by each command.", Buckets: groupBuckets}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "tote_event_streams", Help: "Open event streams."}),
	}
	registry.MustRegister(m.commands, m.took, m.group, m.streams)
	return m
}

// Observe notes one answered command. It runs in the executor's loop, so it only counts.
func (m *Meter) Observe(o store.Observation) {
	m.commands.WithLabelValues(o.Command.Verb, outcomeOf(o.Err, o.Repeated)).Inc()
	m.took.WithLabelValues(o.Command.Verb).Observe(o.Took.Seconds())
	if o.Group > 0 {
		m.group.Observe(float64(o.Group))
	}
}

func outcomeOf(err error, repeated bool) string {
	switch {
	case err != nil:
		return fault.CodeFrom(err).String()
	case repeated:
		return "repeated"
	}
	return "done"
}

// sized is an engine that knows how large it is.
type sized interface{ Size() (int64, error) }

func storeSize(x *store.Executor) (int64, bool) {
	e, ok := x.Engine().(sized)
	if !ok {
		return 0, false
	}
	n, err := e.Size()
	return n, err == nil
}

// watch adds the figures that are asked for when they are scraped.
func (m *Meter) watch(x *store.Executor) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tote_outbox_waiting", Help: "Outbox records that wait or are under way."},
			func() float64 { return float64(x.OutboxWaiting()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tote_store_bytes", Help: "Size of the store's file."},
			func() float64 { n, _ := storeSize(x); return float64(n) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tote_ready", Help: "1 while commands are taken."},
			func() float64 {
				if x.Ready() == nil {
					return 1
				}
				return 0
			}),
	)
}
