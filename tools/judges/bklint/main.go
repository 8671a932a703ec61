// Command bklint reads Dockerfiles with BuildKit's own front end and reports what
// its linter says, without a daemon and without a network.
//
//	bklint [-context DIR] FILE...
//	bklint -requests < LINES
//
// With -requests each line is a JSON object {"file":..., "context":..., "target":...,
// "args":{...}}; all but file may be missing. For every finding one JSON object is
// printed on a line: file, level (error: BuildKit would refuse to build; warning),
// rule, message, line. Exit status: 0 no finding, 1 findings, 2 bad usage.
//
// The ignore file is FILE.dockerignore or else CONTEXT/.dockerignore, as for
// BuildKit. With a context three more rules are checked, see sources.go.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

type request struct {
	File    string            `json:"file"`
	Context string            `json:"context"`
	Target  string            `json:"target"`
	Args    map[string]string `json:"args"`
}

type finding struct {
	File    string `json:"file"`
	Level   string `json:"level"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"`
}

// noRegistry answers for each base image: it exists for the platform asked for,
// and its configuration sets PATH. What else a real one sets is not known here,
// so a Dockerfile that uses such a variable gets an UndefinedVar warning.
type noRegistry struct{}

func (noRegistry) ResolveImageConfig(_ context.Context, ref string, o sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	image := ocispecs.Image{Platform: platforms.DefaultSpec()}
	if o.ImageOpt != nil && o.ImageOpt.Platform != nil {
		image.Platform = *o.ImageOpt.Platform
	}
	image.Config.Env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	text, err := json.Marshal(image)
	return ref, digest.FromBytes(text), text, err
}

// everything that LLB can do: without it some kinds of RUN --mount are a panic.
var everything = pb.Caps.CapSet(pb.Caps.All())

func lint(r request) (found []finding) {
	add := func(level, rule, message string, line int) {
		found = append(found, finding{r.File, level, rule, message, line})
	}
	defer func() {
		if p := recover(); p != nil {
			add("error", "Panic", fmt.Sprint(p), 0)
		}
	}()
	text, err := os.ReadFile(r.File)
	if err != nil {
		add("error", "Unreadable", err.Error(), 0)
		return found
	}
	platform := ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	sources := llb.NewSourceMap(nil, r.File, "Dockerfile", text)
	sources.Definition = &llb.Definition{} // nil is a panic
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, dockerfile2llb.ConvertOpt{
		Config: dockerui.Config{
			Target:         r.Target,
			BuildArgs:      r.Args,
			BuildPlatforms: []ocispecs.Platform{platform},
		},
		SourceMap:      sources,
		TargetPlatform: &platform,
		MetaResolver:   noRegistry{},
		LLBCaps:        &everything,
	})
	if err != nil {
		add("error", "BuildError", err.Error(), 0)
		return found
	}
	for _, w := range results.Warnings {
		add("warning", w.RuleName, w.Detail, firstLine(w.Location))
	}
	if results.Error != nil {
		add("error", "BuildError", results.Error.Message, firstLine(&results.Error.Location))
		return found
	}
	if err := checkSources(r, text, add); err != nil {
		add("error", "IgnoreFile", err.Error(), 0)
	}
	return found
}

func firstLine(l *pb.Location) int {
	first := 0
	if l != nil {
		for _, r := range l.Ranges {
			if line := int(r.Start.Line); first == 0 || line < first {
				first = line
			}
		}
	}
	return first
}

func readRequests(in io.Reader) (all []request, err error) {
	decoder := json.NewDecoder(bufio.NewReader(in))
	for {
		var r request
		if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
}

func main() {
	fromStdin := flag.Bool("requests", false, "read JSON requests from standard input")
	dir := flag.String("context", "", "build context of the files named")
	flag.Parse()
	var requests []request
	if *fromStdin {
		var err error
		if requests, err = readRequests(os.Stdin); err != nil {
			fmt.Fprintln(os.Stderr, "bklint:", err)
			os.Exit(2)
		}
	}
	for _, file := range flag.Args() {
		requests = append(requests, request{File: file, Context: *dir})
	}
	if *fromStdin == (flag.NArg() > 0) {
		fmt.Fprintln(os.Stderr, "usage: bklint [-context DIR] FILE... | bklint -requests")
		os.Exit(2)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	status := 0
	for _, r := range requests {
		for _, f := range lint(r) {
			status = 1
			if err := out.Encode(f); err != nil {
				os.Exit(2)
			}
		}
	}
	os.Exit(status)
}
