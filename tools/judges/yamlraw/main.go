// Command yamlraw tells what the YAML library of Docker Compose reads: the oracle
// for our own reader.
//
//	yamlraw [-values] < CASES > LINES
//	yamlraw [-values] [-plain] FILE...
//
// CASES is a sequence of inputs, each written as its length in bytes (decimal),
// a line feed, the bytes themselves and one more line feed. For each input, or
// each FILE, one JSON object is printed on a line:
//
//	ok      the YAML is well formed: nodes could be built for all documents
//	error   if not, what the library said
//	docs    the documents, each a node (those before an error too)
//	decode  it can be decoded to maps, lists and scalars the way Compose does it;
//	        false also for duplicate keys, bad merges, alias bombs, wrong tags
//	reason  if not, what the library said
//	values  with -values: the decoded documents, typed
//	plain   with -plain: the decoded documents as JSON would write them
//
// A node is {"k":KIND, "t":TAG, "v":TEXT, "a":ANCHOR, "c":[NODE...]} without the
// members that are empty. KIND is scalar, seq, map (c holds key, value, key,
// value) or alias (v is the anchor's name; not expanded). TAG is the resolved
// short tag: !!int, !!merge, !local. TEXT is the text after unquoting.
//
// A value is {"t":TYPE, "v":...}: TYPE null, bool, int, float, str, time, binary
// with v as text, or seq with a list, or map with a list of [key, value] in the
// order of the keys' text. Floats are written with 17 significant digits.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

type answer struct {
	File   string `json:"file,omitempty"`
	OK     bool   `json:"ok"`
	Error  string `json:"error,omitempty"`
	Docs   []node `json:"docs"`
	Decode bool   `json:"decode"`
	Reason string `json:"reason,omitempty"`
	Values []any  `json:"values,omitempty"`
	Plain  []any  `json:"plain,omitempty"`
}

type options struct{ values, plain bool }

type node struct {
	Kind    string  `json:"k"`
	Tag     string  `json:"t,omitempty"`
	Value   *string `json:"v,omitempty"`
	Anchor  string  `json:"a,omitempty"`
	Content []node  `json:"c,omitempty"`
}

func tree(n *yaml.Node) node {
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) == 1 {
			return tree(n.Content[0])
		}
		return node{Kind: "empty"}
	case yaml.AliasNode:
		return node{Kind: "alias", Value: &n.Value}
	case yaml.ScalarNode:
		return node{Kind: "scalar", Tag: n.ShortTag(), Value: &n.Value, Anchor: n.Anchor}
	}
	out := node{Kind: "map", Tag: n.ShortTag(), Anchor: n.Anchor}
	if n.Kind == yaml.SequenceNode {
		out.Kind = "seq"
	}
	for _, child := range n.Content {
		out.Content = append(out.Content, tree(child))
	}
	return out
}

// target decodes the way Compose's loader does: the library hands it the node,
// and the node is decoded to a value without a type.
type target struct{ value any }

func (t *target) UnmarshalYAML(n *yaml.Node) error { return n.Decode(&t.value) }

// eachDocument calls read until the input is used up. A panic in the library is
// an error like others.
func eachDocument(input []byte, read func(*yaml.Decoder) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(input))
	for {
		if err := read(decoder); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func judge(input []byte, want options) answer {
	out := answer{Docs: []node{}}
	err := eachDocument(input, func(d *yaml.Decoder) error {
		var n yaml.Node
		if err := d.Decode(&n); err != nil {
			return err
		}
		out.Docs = append(out.Docs, tree(&n))
		return nil
	})
	if out.OK = err == nil; !out.OK {
		out.Error = err.Error()
	}
	err = eachDocument(input, func(d *yaml.Decoder) error {
		var t target
		if err := d.Decode(&t); err != nil {
			return err
		}
		if want.values {
			out.Values = append(out.Values, typed(t.value))
		}
		if want.plain {
			out.Plain = append(out.Plain, plain(t.value))
		}
		return nil
	})
	if out.Decode = err == nil; !out.Decode {
		out.Reason = err.Error()
	}
	return out
}

type pair struct {
	sortKey string
	entry   [2]any
}

func typed(v any) any {
	is := func(t string, v any) any { return map[string]any{"t": t, "v": v} }
	switch v := v.(type) {
	case nil:
		return is("null", "")
	case bool:
		return is("bool", strconv.FormatBool(v))
	case float64:
		return is("float", strconv.FormatFloat(v, 'g', 17, 64))
	case string:
		return is("str", v)
	case []byte:
		return is("binary", string(v))
	case time.Time:
		return is("time", v.UTC().Format(time.RFC3339Nano))
	case []any:
		list := []any{}
		for _, e := range v {
			list = append(list, typed(e))
		}
		return is("seq", list)
	case map[string]any:
		return is("map", pairs(v))
	case map[any]any:
		return is("map", pairs(v))
	}
	return is("int", fmt.Sprint(v))
}

func pairs[K comparable](m map[K]any) []any {
	var all []pair
	for k, e := range m {
		key := typed(any(k))
		text, _ := json.Marshal(key)
		all = append(all, pair{string(text), [2]any{key, typed(e)}})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].sortKey < all[j].sortKey })
	out := []any{}
	for _, p := range all {
		out = append(out, p.entry)
	}
	return out
}

// plain makes keys strings and takes what JSON has no form for as text.
func plain(v any) any {
	switch v := v.(type) {
	case []any:
		list := []any{}
		for _, e := range v {
			list = append(list, plain(e))
		}
		return list
	case map[string]any:
		for k, e := range v {
			v[k] = plain(e)
		}
	case map[any]any:
		out := map[string]any{}
		for k, e := range v {
			out[fmt.Sprint(k)] = plain(e)
		}
		return out
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return v
}

// next reads one length-prefixed input; io.EOF at the end.
func next(in *bufio.Reader) ([]byte, error) {
	line, err := in.ReadString('\n')
	if err == io.EOF && line == "" {
		return nil, io.EOF
	}
	size, err := strconv.Atoi(strings.TrimSuffix(line, "\n"))
	if err != nil || size < 0 {
		return nil, fmt.Errorf("a length was expected: %q", line)
	}
	input := make([]byte, size+1)
	if _, err := io.ReadFull(in, input); err != nil || input[size] != '\n' {
		return nil, fmt.Errorf("an input of %d bytes and a line feed were expected", size)
	}
	return input[:size], nil
}

func main() {
	var want options
	flag.BoolVar(&want.values, "values", false, "also print what the documents decode to, typed")
	flag.BoolVar(&want.plain, "plain", false, "also print the documents as JSON")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	fail := func(err error) {
		out.Flush()
		fmt.Fprintln(os.Stderr, "yamlraw:", err)
		os.Exit(2)
	}
	for _, name := range flag.Args() {
		input, err := os.ReadFile(name)
		if err != nil {
			fail(err)
		}
		a := judge(input, want)
		a.File = name
		if err := encoder.Encode(a); err != nil {
			fail(err)
		}
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for flag.NArg() == 0 {
		input, err := next(in)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = encoder.Encode(judge(input, want))
		}
		if err == nil && in.Buffered() == 0 {
			err = out.Flush() // so that a caller may also ask one by one
		}
		if err != nil {
			fail(err)
		}
	}
	if err := out.Flush(); err != nil {
		fail(err)
	}
}
