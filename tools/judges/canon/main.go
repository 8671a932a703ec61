// Command canon loads Compose projects with the loader of Docker Compose and
// prints them in one canonical form: JSON with sorted keys, short forms written
// out, defaults filled in.
//
//	canon [-f FILE]... [flags]     one project; the error goes to stderr
//	canon -batch < REQUESTS        many; for each request one line is printed
//
// A request is one JSON object on a line; its members are those of type request.
// The answer has ok, error, warnings and project. Exit status: 0 all loaded, 1
// one did not, 2 bad usage.
//
// Of the environment nothing takes part but what -env or the request gives.
// Includes from the network are not followed: they are errors.
//
// -stage raw stops after the YAML library: the tree as it reads it, with the tag
// of each scalar. Other programs compare the two readers with it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

type request struct {
	Name          string            `json:"name"`  // the project's name
	Dir           string            `json:"dir"`   // the project's folder
	Files         []string          `json:"files"` // relative to the process
	EnvFiles      []string          `json:"env_files"`
	Env           map[string]string `json:"env"`
	Profiles      []string          `json:"profiles"`
	NoInterpolate bool              `json:"no_interpolate"`
	Stage         string            `json:"stage"` // project (default) or raw
}

type answer struct {
	OK       bool     `json:"ok"`
	Error    string   `json:"error,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	Project  any      `json:"project,omitempty"`
}

func run(r request) (out answer) {
	warned.take()
	defer func() {
		if p := recover(); p != nil {
			out = answer{Error: fmt.Sprint("panic: ", p)}
		}
		out.Warnings = warned.take()
	}()
	var project any
	var err error
	switch r.Stage {
	case "", "project":
		project, err = loadProject(r)
	case "raw":
		project, err = readRaw(r.Files)
	default:
		err = fmt.Errorf("unknown stage %q", r.Stage)
	}
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{OK: true, Project: project}
}

func batch(in io.Reader, out io.Writer) (status int, err error) {
	decoder := json.NewDecoder(bufio.NewReader(in))
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		var r request
		if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
			return status, nil
		} else if err != nil {
			return 2, err
		}
		a := run(r)
		if !a.OK {
			status = 1
		}
		if err := encoder.Encode(a); err != nil {
			return 2, err
		}
	}
}

func main() {
	r := request{Env: map[string]string{}}
	appendTo := func(list *[]string) func(string) error {
		return func(s string) error { *list = append(*list, s); return nil }
	}
	flag.Func("f", "Compose `file`; several are merged", appendTo(&r.Files))
	flag.Func("env-file", "`file` with variables", appendTo(&r.EnvFiles))
	flag.Func("profile", "`profile` to switch on", appendTo(&r.Profiles))
	flag.Func("env", "one variable, `K=V`", func(s string) error {
		k, v, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("K=V is needed")
		}
		r.Env[k] = v
		return nil
	})
	flag.StringVar(&r.Name, "name", "", "the project's `name`")
	flag.StringVar(&r.Dir, "project-directory", "", "the project's `folder` (default: that of the first file)")
	flag.BoolVar(&r.NoInterpolate, "no-interpolate", false, "leave ${VAR} as it is")
	flag.StringVar(&r.Stage, "stage", "project", "where to stop: raw or project")
	many := flag.Bool("batch", false, "read requests from standard input")
	flag.Parse()
	if flag.NArg() > 0 || *many == (len(r.Files) > 0) {
		fmt.Fprintln(os.Stderr, "usage: canon -f FILE... [flags] | canon -batch")
		os.Exit(2)
	}
	out := bufio.NewWriter(os.Stdout)
	status := 0
	if *many {
		var err error
		if status, err = batch(os.Stdin, out); err != nil {
			fmt.Fprintln(os.Stderr, "canon:", err)
		}
	} else {
		status = one(r, out)
	}
	if out.Flush() != nil {
		status = 2
	}
	os.Exit(status)
}

func one(r request, out io.Writer) int {
	a := run(r)
	for _, w := range a.Warnings {
		fmt.Fprintln(os.Stderr, "warning:", w)
	}
	if !a.OK {
		fmt.Fprintln(os.Stderr, a.Error)
		return 1
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if encoder.Encode(a.Project) != nil {
		return 2
	}
	return 0
}
