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
// Includes from the network are not followed: they are errors. Without a file the
// usual names are looked for, in parent folders too.
//
// -stage says where to stop:
//
//	raw      after the YAML library: the tree as it reads it, with the tag of each
//	         scalar. Other programs compare the two readers with it
//	merged   all files interpolated, included, extended, merged, and short forms
//	         written out; no defaults, names or absolute paths
//	model    the tree before it becomes the loader's own types
//	project  what `docker compose config --format json` prints (default), with `$`
//	         single and with the models that it forgets
//
// -swarm asks the loader of `docker stack` instead: -stage config is what `docker
// stack config` prints, deploy (default) adds the checks and the conversion that
// `docker stack deploy` does before it sends anything.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

type request struct {
	At             string            `json:"at"`    // the folder to start in
	Name           string            `json:"name"`  // the project's name
	Dir            string            `json:"dir"`   // the project's folder, if it is given
	Files          []string          `json:"files"` // relative to `at`
	EnvFiles       []string          `json:"env_files"`
	Env            map[string]string `json:"env"`
	Profiles       []string          `json:"profiles"`
	Services       []string          `json:"services"` // these and what they depend on
	NoInterpolate  bool              `json:"no_interpolate"`
	NoNormalize    bool              `json:"no_normalize"`
	NoConsistency  bool              `json:"no_consistency"`
	NoResolvePaths bool              `json:"no_resolve_paths"`
	NoResolveEnv   bool              `json:"no_resolve_env"`
	AllResources   bool              `json:"all_resources"`
	Swarm          bool              `json:"swarm"`
	Stage          string            `json:"stage"`
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
	project, err := load(r)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{OK: true, Project: project}
}

// load looks where the process is told to look and asks the loader.
func load(r request) (any, error) {
	if r.At != "" {
		if err := os.Chdir(r.At); err != nil {
			return nil, err
		}
	}
	// Two variables are read from the process and not from the options.
	for _, name := range []string{"HOME", "COMPOSE_DISABLE_ENV_FILE"} {
		os.Unsetenv(name)
		if value, ok := r.Env[name]; ok {
			os.Setenv(name, value)
		}
	}
	stages := []string{"", "raw", "merged", "model", "project"}
	if r.Swarm {
		stages = []string{"", "config", "deploy"}
	}
	switch {
	case !slices.Contains(stages, r.Stage):
		return nil, fmt.Errorf("unknown stage %q", r.Stage)
	case r.Swarm:
		return loadSwarm(r)
	case r.Stage == "raw":
		return readRaw(r.Files)
	}
	return loadProject(r)
}

func batch(in io.Reader, out *bufio.Writer) (status int, err error) {
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
		if err := out.Flush(); err != nil { // who asks may wait for it
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
	flag.Func("service", "`service` to load, with what it depends on", appendTo(&r.Services))
	flag.BoolVar(&r.NoInterpolate, "no-interpolate", false, "leave ${VAR} as it is; prints the model")
	flag.BoolVar(&r.NoNormalize, "no-normalize", false, "no implied networks, names and dependencies")
	flag.BoolVar(&r.NoConsistency, "no-consistency", false, "no checks across services")
	flag.BoolVar(&r.NoResolvePaths, "no-resolve-paths", false, "leave relative paths as they are")
	flag.BoolVar(&r.NoResolveEnv, "no-resolve-env", false, "do not read the services' env_file")
	flag.BoolVar(&r.AllResources, "all-resources", false, "keep networks, volumes ... that nothing uses")
	flag.BoolVar(&r.Swarm, "swarm", false, "judge as docker stack does")
	flag.StringVar(&r.Stage, "stage", "", "where to stop")
	many := flag.Bool("batch", false, "read requests from standard input")
	flag.Parse()
	if flag.NArg() > 0 || (*many && len(r.Files) > 0) {
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
