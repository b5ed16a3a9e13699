//go:build linux

package spool

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/tote/inventory/fault"
	"example.com/tote/inventory/needs"
)

// Programs that are not ours: a printer after the IPP Everywhere standard and the print server of most systems. Debian's
// packages are cups-ipp-utils, avahi-daemon, dbus, cups and cups-client. They run with folders and sockets of their own.

// program gives a program's path, or skips the test; where tools are required it fails.
func program(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/sbin") {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	needs.Lacking(t, name)
	return ""
}

// service starts a program that runs until the end of the test.
func service(t *testing.T, env []string, path string, args ...string) {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // a test that is killed leaves no responder behind
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		kill := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
		_ = cmd.Wait() // ended by us: whatever it says
		if t.Failed() {
			t.Logf("%s said:\n%s", path, out.String())
		}
	})
}

// answers waits until something is there.
func answers(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline, tick := time.After(15*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s does not come up", what)
		}
	}
}

func dials(network, address string) func() bool {
	return func() bool {
		c, err := net.Dial(network, address)
		return err == nil && c.Close() == nil
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return fmt.Sprint(ln.Addr().(*net.TCPAddr).Port)
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const busConf = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:path=%s</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/>
<allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy></busconfig>`

// announcing starts a message bus and a DNS-SD responder, without which ippeveprinter does not start. The responder can run
// once on a machine; if it does already, that one is used.
func announcing(t *testing.T) (env []string) {
	t.Helper()
	bus, avahi := program(t, "dbus-daemon"), program(t, "avahi-daemon")
	if dials("unix", "/run/avahi-daemon/socket")() && dials("unix", "/run/dbus/system_bus_socket")() {
		return nil
	}
	if os.Getuid() != 0 {
		needs.Lacking(t, "avahi-daemon running, or root to start it")
	}
	dir, err := os.MkdirTemp("", "bus") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	service(t, nil, bus, "--config-file="+write(t, filepath.Join(dir, "bus.conf"), fmt.Sprintf(busConf, socket)), "--nofork", "--nopidfile")
	answers(t, "dbus-daemon", dials("unix", socket))
	env = []string{"DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + socket}
	conf := write(t, filepath.Join(dir, "avahi.conf"), "[server]\nallow-interfaces=lo\nuse-ipv6=no\n[wide-area]\nenable-wide-area=no\n")
	service(t, env, avahi, "-f", conf, "--no-drop-root", "--no-chroot", "--no-rlimits")
	answers(t, "avahi-daemon", dials("unix", "/run/avahi-daemon/socket"))
	return env
}

// everywhere starts a real IPP printer that takes PDF, and keeps in spool what it gets.
func everywhere(t *testing.T, env []string, command string) (p Printer, spool string) {
	t.Helper()
	path := program(t, "ippeveprinter")
	port, spool := freePort(t), t.TempDir()
	service(t, env, path, "-p", port, "-n", "localhost", "-k", "-d", spool, "-f", "application/pdf,image/pwg-raster", "-c", command, "Tote "+port)
	address := "localhost:" + port
	answers(t, "ippeveprinter", func() bool {
		res, err := http.Get("http://" + address + "/")
		return err == nil && res.Body.Close() == nil
	})
	return Printer{Code: "I1", Language: PDF, DPI: 600, Media: "A4", Transport: IPP, Address: "ipp://" + address + "/ipp/print"}, spool
}

// script gives a print command.
func script(t *testing.T, line string) string {
	t.Helper()
	path := write(t, filepath.Join(t.TempDir(), "command"), "#!/bin/sh\n"+line+"\n")
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func aPDF(n int) []byte {
	return slices.Concat([]byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), bytes.Repeat([]byte("\x00\xff面单"), n), []byte("\n%%EOF\n"))
}

func TestRealIPPPrinter(t *testing.T) {
	t.Parallel()
	program(t, "ippeveprinter")
	env := announcing(t)
	t.Run("prints", func(t *testing.T) {
		t.Parallel()
		p, spool := everywhere(t, env, "/bin/true")
		data := aPDF(100_000)
		job := aJob(t, "I1", "waybill/P-1/1", ContentPDF, data)
		s := newShelf(job)
		l := start(t, s, p)
		s.until(t, job.Key, "confirmed")
		if got := s.steps[job.Key]; !slices.Equal(got, []string{"sending", "sent", "confirmed"}) {
			t.Errorf("got the steps %v", got)
		}
		if got := spooled(t, spool); len(got) != 1 || !bytes.Equal(got[0], data) {
			t.Errorf("the printer keeps %d files, not the one sent", len(got))
		}
		st, err := l.Ask(t.Context(), "I1")
		if err != nil || st.State != Idle {
			t.Errorf("got %+v, %v", st, err)
		}
	})
	t.Run("aborts", func(t *testing.T) {
		t.Parallel()
		p, _ := everywhere(t, env, "/bin/false")
		job := aJob(t, "I1", "waybill/P-1/1", ContentPDF, aPDF(10))
		s := newShelf(job)
		start(t, s, p)
		s.until(t, job.Key, "unknown "+PrintAborted)
	})
	t.Run("is asked to cancel", func(t *testing.T) {
		t.Parallel()
		p, _ := everywhere(t, env, script(t, "sleep 1"))
		job := aJob(t, "I1", "waybill/P-1/1", ContentPDF, aPDF(10))
		s := newShelf(job)
		l := start(t, s, p)
		answers(t, "the sent job", func() bool { return l.Recall(t.Context(), "I1", job.Key) == nil })
		if err := l.Recall(t.Context(), "I1", "waybill/P-7/1"); fault.ReasonOf(err) != "print.not_recallable" {
			t.Errorf("a job that was never sent: %v", err)
		}
		// It says yes. Whether it still can cancel the page it is at is another matter.
		ends := []string{"unknown " + PrintCancelledThere, "confirmed"}
		answers(t, "the end", func() bool { return slices.Contains(ends, s.state(job.Key)) })
	})
	t.Run("says that a tray is empty", func(t *testing.T) {
		t.Parallel()
		p, _ := everywhere(t, env, script(t, "echo 'STATE: +media-empty' >&2; sleep 2"))
		job := aJob(t, "I1", "waybill/P-1/1", ContentPDF, aPDF(10))
		s := newShelf(job)
		l := start(t, s, p)
		answers(t, "the lack of paper", func() bool {
			st, err := l.Ask(t.Context(), "I1")
			return err == nil && st.State == Idle && slices.Equal(st.Warnings, []string{PrinterPaperOut})
		})
		s.until(t, job.Key, "confirmed")
	})
	t.Run("does not take labels", func(t *testing.T) {
		t.Parallel()
		p, spool := everywhere(t, env, "/bin/true")
		p.Language = ZPL
		job := aJob(t, "I1", "lpn/L-1/1", ContentZPL, []byte("^XA^XZ"))
		s := newShelf(job)
		start(t, s, p)
		s.until(t, job.Key, "failed "+PrintNotAccepted)
		if got := spooled(t, spool); len(got) != 0 || len(s.steps[job.Key]) != 1 {
			t.Errorf("%d files went there, steps %v", len(got), s.steps[job.Key])
		}
		// Should its attributes not have said so: what the printer answers to the bytes.
		pdf := p
		ip := newIPP(pdf, time.Now)
		d := &ippDelivery{t: ip, head: ip.request(opPrintJob, user, ippText(tagMIME, "document-format", ContentZPL)).encode()}
		if out, _ := d.send(t.Context(), []byte("^XA^XZ")); out.Ending != Failed || out.Reason != PrintNotAccepted {
			t.Errorf("got %+v", out)
		}
	})
}

// spooled reads what a printer keeps.
func spooled(t *testing.T, dir string) (out [][]byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".prn" { // what its print command said
			return err
		}
		b, err := os.ReadFile(path)
		out = append(out, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const cupsConf = `Listen 127.0.0.1:%s
LogLevel warn
DefaultAuthType None
WebInterface No
Browsing Off
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
`

const cupsFiles = `ServerRoot %[1]s
RequestRoot %[1]s/spool
TempDir %[1]s/tmp
StateDir %[1]s/run
CacheDir %[1]s/cache
AccessLog %[1]s/access
ErrorLog %[1]s/error
PageLog %[1]s/page
FileDevice Yes
User %[2]s
Group %[3]s
SystemGroup root
`

// cups starts a print server of its own with one queue that hands bytes on to a printer at a port.
func cups(t *testing.T, socket string) Printer {
	t.Helper()
	cupsd, lpadmin := program(t, "cupsd"), program(t, "lpadmin")
	if os.Getuid() != 0 {
		needs.Lacking(t, "root: cupsd starts its backends as another user")
	}
	dir, err := os.MkdirTemp("", "cups") // readable by the user that cupsd becomes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"spool", "tmp", "run", "cache"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	port := freePort(t)
	conf := write(t, filepath.Join(dir, "cupsd.conf"), fmt.Sprintf(cupsConf, port))
	files := write(t, filepath.Join(dir, "cups-files.conf"), fmt.Sprintf(cupsFiles, dir, "lp", "lp"))
	service(t, nil, cupsd, "-f", "-c", conf, "-s", files)
	answers(t, "cupsd", dials("tcp", "127.0.0.1:"+port))
	if out, err := exec.Command(lpadmin, "-h", "127.0.0.1:"+port, "-p", "zebra1", "-E", "-v", "socket://"+socket, "-m", "raw").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() {
		if log, err := os.ReadFile(filepath.Join(dir, "error")); t.Failed() && err == nil {
			t.Logf("cupsd's log:\n%s", log)
		}
	})
	return Printer{Code: "C1", Language: ZPL, DPI: 203, Transport: IPP, Address: "ipp://127.0.0.1:" + port + "/printers/zebra1"}
}

func TestRealCUPSHandsExactBytesOn(t *testing.T) {
	t.Parallel()
	program(t, "cupsd")
	z := newZebra(t)
	p := cups(t, z.listener.Addr().String())
	data := zplBytes(200_000)
	job := aJob(t, "C1", "waybill/P-1/1", ContentZPL, data)
	s := newShelf(job)
	l := start(t, s, p)
	s.until(t, job.Key, "sent")
	if got := <-z.got; !bytes.Equal(got, data) {
		t.Errorf("the printer behind CUPS got %d bytes, not the %d sent", len(got), len(data))
	}
	// What CUPS calls completed is handed over, so the job stays sent and is no longer followed.
	answers(t, "the end of the job", func() bool { return !l.worker("C1").watching() })
	if got := s.state(job.Key); got != "sent" {
		t.Errorf("the job is %s", got)
	}
	for path, want := range map[string]string{"cupsdisable": PrinterPaused, "cupsreject": PrinterNotAccepting} {
		address := strings.TrimSuffix(strings.TrimPrefix(p.Address, "ipp://"), "/printers/zebra1")
		if out, err := exec.Command(program(t, path), "-h", address, "zebra1").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if st, err := l.Ask(t.Context(), "C1"); err != nil || !slices.Contains(st.Reasons, want) || st.State != NotReady {
			t.Errorf("after %s: %+v, %v", path, st, err)
		}
	}
}

// What other printers' own drivers send is taken as it comes: a raw delivery is what lp would have sent to the port.
func TestRawDeliveryEqualsCUPS(t *testing.T) {
	t.Parallel()
	lp := program(t, "lp")
	z := newZebra(t)
	p := cups(t, z.listener.Addr().String())
	data := zplBytes(50_000)
	file := write(t, filepath.Join(t.TempDir(), "label.zpl"), string(data))
	address, _, _ := strings.Cut(strings.TrimPrefix(p.Address, "ipp://"), "/")
	if out, err := exec.Command(lp, "-h", address, "-d", "zebra1", "-o", "raw", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	theirs := <-z.got
	r := &raw{printer: z.printer("Z1"), now: time.Now}
	way := r.open(context.Background(), Job{}, data)
	if out, _ := way.to.send(t.Context(), data); out.Ending != Sent {
		t.Errorf("got %+v", out)
	}
	if ours := <-z.got; !bytes.Equal(ours, theirs) {
		t.Errorf("ours has %d bytes, theirs %d", len(ours), len(theirs))
	}
}
