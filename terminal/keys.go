package terminal

import (
	"strings"

	"example.com/tote/terminal/scan"
	"example.com/tote/terminal/task"
	"example.com/tote/terminal/ui"
)

// What a key or a command barcode is for the app itself, beside the jobs' keys.
const (
	keyHelp     task.Key = "help"
	keyUndo     task.Key = "undo"
	keyLanguage task.Key = "language"
	keySignOut  task.Key = "sign-out"
	keyMore     task.Key = "actions" // the list of what can be done here
)

// functionKeys: letters belong to the scan box, so commands are function keys. Each has a control letter beside it, since a
// VT220 keeps F1 to F5 for itself, and stands in the list of actions that a dot opens, which needs no such key at all.
var functionKeys = map[string]task.Key{
	"f1": keyHelp, "f2": keyUndo, "f3": task.KeyShort, "f4": task.KeySkip, "f5": task.KeyWhy, "f6": task.KeyFull, "f7": task.KeySwap,
	"f8": task.KeyDone, "f9": keyLanguage, "f10": task.KeyBack, "f11": task.KeyLabel, "f12": keySignOut, "esc": task.KeyBack,
	"ctrl+_": keyHelp, "ctrl+z": keyUndo, "ctrl+s": task.KeyShort, "ctrl+k": task.KeySkip, "ctrl+w": task.KeyWhy, "ctrl+f": task.KeyFull,
	"ctrl+x": task.KeySwap, "ctrl+e": task.KeyDone, "ctrl+l": keyLanguage, "ctrl+q": task.KeyBack, "ctrl+p": task.KeyLabel, "ctrl+o": keySignOut,
}

// commandKeys are the printed command barcodes.
var commandKeys = map[scan.Word]task.Key{
	scan.Confirm: task.KeyConfirm, scan.Skip: task.KeySkip, scan.Short: task.KeyShort, scan.Undo: keyUndo, scan.Back: task.KeyBack,
	scan.Help: keyHelp, scan.Lang: keyLanguage, scan.Yes: task.KeyYes, scan.No: task.KeyNo, scan.Full: task.KeyFull,
	scan.SignOut: keySignOut, scan.Why: task.KeyWhy, scan.Swap: task.KeySwap, scan.Label: task.KeyLabel, scan.Done: task.KeyDone,
}

// allKeys are offered in a job that does not say which keys it knows.
var allKeys = []task.Key{task.KeyShort, task.KeySkip, task.KeyWhy, task.KeyFull, task.KeySwap, task.KeyDone, task.KeyLabel, task.KeyYes, task.KeyNo}

// actions is what can be done here besides scanning, in the order of the function keys: the list a dot opens, and help.
func (a *App) actions() []task.KeyUse {
	out := []task.KeyUse{{Key: keyUndo, Does: ui.T("key.undo")}}
	if job, ok := a.job.(task.Keyed); ok {
		out = append(out, job.Keys()...)
	} else if a.job != nil {
		for _, k := range allKeys {
			out = append(out, task.KeyUse{Key: k, Does: ui.T("key." + string(k))})
		}
	}
	for _, k := range []task.Key{keyLanguage, task.KeyBack, keySignOut} {
		out = append(out, task.KeyUse{Key: k, Does: ui.T("key." + string(k))})
	}
	return out
}

// keyNames are the function keys by what they do, as they are printed on keyboards.
var keyNames = func() map[task.Key]string {
	out := map[task.Key]string{}
	for name, k := range functionKeys {
		if name[0] == 'f' {
			out[k] = strings.ToUpper(name)
		}
	}
	return out
}()
