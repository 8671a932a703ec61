// Command forms reads the small languages of Compose files with the functions of
// Docker Compose's own loader: the oracle for ours.
//
//	forms < CASES > ANSWERS
//
// CASES is a sequence of inputs, each written as the name of a language, a blank,
// the length in bytes (decimal), a line feed, the bytes themselves and one more
// line feed. For each input the answer is written as its length, a line feed, the
// bytes and one more line feed.
//
// An answer is "error" (of templates "invalid", or "required" with name and text),
// or "ok" and the fields of the value. Fields start with the byte 0x1f, entries of
// a list with 0x1e. The outside knows the variables in the table below.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/format"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/paths"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/transform"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/docker/cli/pkg/kvfile"
	"github.com/sirupsen/logrus"
)

var outside = map[string]string{
	"A": "a", "SET": "value", "EMPTY": "", "DOLLAR": "$A ${B}", "_1": "under", "": "nobody",
}

func lookup(name string) (string, bool) {
	value, ok := outside[name]
	return value, ok
}

type fields []string

func (f *fields) entry(values ...string) {
	*f = append(*f, "\x1e"+strings.Join(values, "\x1f"))
}

func (f *fields) field(value any) { *f = append(*f, "\x1f"+fmt.Sprint(value)) }

func ok(f fields, err error) string {
	if err != nil {
		return "error"
	}
	return "ok" + strings.Join(f, "")
}

func readTemplate(text string) string {
	result, err := template.SubstituteWithOptions(text, lookup, template.WithoutLogging)
	var required *template.MissingRequiredError
	if errors.As(err, &required) {
		return "required\x1f" + required.Variable + "\x1f" + required.Reason
	}
	if err != nil {
		return "invalid"
	}
	return "ok\x1f" + result
}

func readVariables(text string) string {
	var out fields
	found := template.ExtractVariables(map[string]any{"": text}, template.DefaultPattern)
	var names []string
	for name := range found {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		v := found[name]
		if name != "" { // it stands for what is no variable
			out.entry(name, strconv.FormatBool(v.Required), v.DefaultValue, v.PresenceValue)
		}
	}
	return ok(out, nil)
}

func readDotenv(text string) string {
	values, err := dotenv.ParseWithLookup(strings.NewReader(text), lookup)
	var names []string
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	var out fields
	for _, name := range names {
		out.entry(name, values[name])
	}
	return ok(out, err)
}

func readRaw(text string) string {
	lines, err := kvfile.ParseFromReader(strings.NewReader(text), lookup)
	var out fields
	for _, line := range lines {
		out.entry(line)
	}
	return ok(out, err)
}

func readPorts(text string) string {
	ports, err := types.ParsePortConfig(text)
	var out fields
	for _, p := range ports {
		out.entry(p.HostIP, p.Published, fmt.Sprint(p.Target), p.Protocol)
	}
	return ok(out, err)
}

func readVolume(text string) string {
	v, err := format.ParseVolume(text)
	bind, volume := types.ServiceVolumeBind{}, types.ServiceVolumeVolume{}
	if v.Bind != nil {
		bind = *v.Bind
	}
	if v.Volume != nil {
		volume = *v.Volume
	}
	var out fields
	for _, value := range []any{v.Type, v.Source, v.Target, v.ReadOnly, volume.NoCopy, bind.SELinux, bind.Propagation} {
		out.field(value)
	}
	return ok(out, err)
}

func readDevice(text string) string {
	tree, err := transform.Canonical(map[string]any{"services": map[string]any{"s": map[string]any{"devices": []any{text}}}}, false)
	if err != nil {
		return "error"
	}
	device := tree["services"].(map[string]any)["s"].(map[string]any)["devices"].([]any)[0].(map[string]any)
	var out fields
	for _, key := range []string{"source", "target", "permissions"} {
		out.field(device[key])
	}
	return ok(out, nil)
}

func readBytes(text string) string {
	var value types.UnitBytes
	err := value.DecodeMapstructure(text)
	return ok(fields{"\x1f" + strconv.FormatInt(int64(value), 10)}, err)
}

func readDuration(text string) string {
	var value types.Duration
	err := value.DecodeMapstructure(text)
	return ok(fields{"\x1f" + strconv.FormatInt(int64(value), 10), "\x1f" + value.String()}, err)
}

func readCommand(text string) string {
	var words types.ShellCommand
	err := words.DecodeMapstructure(text)
	var out fields
	for _, word := range words {
		out.entry(word)
	}
	return ok(out, err)
}

func readHost(text string) string {
	hosts, err := types.NewHostsList([]string{text})
	var out fields
	for name, addresses := range hosts {
		out.entry(append([]string{name}, addresses...)...)
	}
	return ok(out, err)
}

func readMode(text string) string {
	var mode types.FileMode
	err := mode.DecodeMapstructure(text)
	return ok(fields{"\x1f" + strconv.FormatInt(int64(mode), 10)}, err)
}

func readName(text string) string {
	return ok(fields{"\x1f" + loader.NormalizeProjectName(text)}, nil)
}

func readWindows(text string) string {
	return ok(fields{"\x1f" + strconv.FormatBool(paths.IsWindowsAbs(text))}, nil)
}

var languages = map[string]func(string) string{
	"template": readTemplate, "variables": readVariables, "dotenv": readDotenv, "raw": readRaw, "ports": readPorts,
	"volume": readVolume, "device": readDevice, "bytes": readBytes, "duration": readDuration, "command": readCommand,
	"host": readHost, "mode": readMode, "name": readName, "windows": readWindows,
}

// next reads one input; io.EOF at the end.
func next(in *bufio.Reader) (read func(string) string, text string, err error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return nil, "", io.EOF
	}
	name, length, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	size, err := strconv.Atoi(length)
	read = languages[name]
	if err != nil || size < 0 || read == nil {
		return nil, "", fmt.Errorf("a language and a length were expected: %q", line)
	}
	input := make([]byte, size+1)
	if _, err := io.ReadFull(in, input); err != nil || input[size] != '\n' {
		return nil, "", fmt.Errorf("an input of %d bytes and a line feed were expected", size)
	}
	return read, string(bytes.TrimSuffix(input, []byte("\n"))), nil
}

// answer: a panic of the loader is an answer, too.
func answer(read func(string) string, text string) (out string) {
	defer func() {
		if p := recover(); p != nil {
			out = fmt.Sprint("panic: ", p)
		}
	}()
	return read(text)
}

func run() error {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	for {
		read, text, err := next(in)
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			return err
		}
		a := answer(read, text)
		fmt.Fprintf(out, "%d\n%s\n", len(a), a)
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

func main() {
	logrus.SetOutput(io.Discard)
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "forms:", err)
		os.Exit(2)
	}
}
