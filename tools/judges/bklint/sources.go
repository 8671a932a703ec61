package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// What of the build context the instructions name, and whether it gets there:
//
//	CopyIgnoredFile    the ignore file leaves it out (BuildKit has this rule too,
//	                   but only where a daemon reads the context)
//	CopySourceMissing  it is not in the context (only with a context)
//	CopySourceIgnored  it is there, but none of its files is left (with a context)

type reporter func(level, rule, message string, line int)

// wanted is one path of the build context that an instruction reads.
type wanted struct {
	path string
	line int
}

func checkSources(r request, text []byte, report reporter) error {
	ignored, err := readIgnoreFile(r)
	if err != nil {
		return err
	}
	list, err := contextPaths(text, r.Args)
	if err != nil {
		return err
	}
	for _, w := range list {
		if r.Context != "" {
			checkInContext(r.Context, w, ignored, report)
			continue
		}
		if ignored == nil || ignored.Exclusions() || w.path == "." {
			continue // a `!` line may bring a part of it back: only files can tell
		}
		if hit, err := ignored.MatchesOrParentMatches(w.path); err == nil && hit {
			report("warning", "CopyIgnoredFile", fmt.Sprintf("%q is left out by the ignore file", w.path), w.line)
		}
	}
	return nil
}

func readIgnoreFile(r request) (*patternmatcher.PatternMatcher, error) {
	names := []string{r.File + ".dockerignore"}
	if r.Context != "" {
		names = append(names, filepath.Join(r.Context, ".dockerignore"))
	} else {
		names = append(names, filepath.Join(filepath.Dir(r.File), ".dockerignore"))
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		patterns, err := ignorefile.ReadAll(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		matcher, err := patternmatcher.New(patterns)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return matcher, nil
	}
	return nil, nil
}

// contextPaths lists what COPY, ADD and RUN --mount=type=bind read from the main
// context. A path with a variable that has no default value is left out.
func contextPaths(text []byte, args map[string]string) (list []wanted, err error) {
	ast, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	stages, globals, err := instructions.Parse(ast.AST, nil)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	define := func(a *instructions.ArgCommand) {
		for _, kv := range a.Args {
			if given, ok := args[kv.Key]; ok {
				values[kv.Key] = given
			} else if kv.Value != nil {
				values[kv.Key] = *kv.Value
			}
		}
	}
	for i := range globals {
		define(&globals[i])
	}
	for _, stage := range stages {
		for _, command := range stage.Commands {
			if a, ok := command.(*instructions.ArgCommand); ok {
				define(a)
			}
			line := 0
			if at := command.Location(); len(at) > 0 {
				line = at[0].Start.Line
			}
			for _, p := range pathsOf(command) {
				if p, ok := expand(p, values); ok {
					list = append(list, wanted{clean(p), line})
				}
			}
		}
	}
	return list, nil
}

func pathsOf(command instructions.Command) []string {
	switch c := command.(type) {
	case *instructions.CopyCommand:
		if c.From == "" {
			return c.SourcePaths
		}
	case *instructions.AddCommand:
		var local []string
		for _, p := range c.SourcePaths {
			if !strings.Contains(p, "://") && !strings.HasPrefix(p, "git@") {
				local = append(local, p)
			}
		}
		return local
	case *instructions.RunCommand:
		var bound []string
		if c.Expand(func(word string) (string, error) { return word, nil }) == nil {
			for _, m := range instructions.GetMounts(c) {
				if m.Type == instructions.MountTypeBind && m.From == "" {
					bound = append(bound, m.Source)
				}
			}
		}
		return bound
	}
	return nil
}

func expand(text string, values map[string]string) (string, bool) {
	known := true
	text = os.Expand(text, func(name string) string {
		value, ok := values[name]
		known = known && ok
		return value
	})
	return text, known
}

func clean(p string) string {
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	if p == "" {
		return "."
	}
	return p
}

func checkInContext(dir string, w wanted, ignored *patternmatcher.PatternMatcher, report reporter) {
	matches, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(w.path)))
	if err != nil || len(matches) == 0 {
		report("error", "CopySourceMissing", fmt.Sprintf("%q is not in the build context", w.path), w.line)
		return
	}
	if ignored == nil {
		return
	}
	for _, match := range matches {
		if survives(dir, match, ignored) {
			return
		}
	}
	report("error", "CopySourceIgnored", fmt.Sprintf("the ignore file leaves nothing of %q", w.path), w.line)
}

// survives tells whether at least one file at or below name is sent.
func survives(dir, name string, ignored *patternmatcher.PatternMatcher) bool {
	kept := errors.New("one is kept")
	err := filepath.WalkDir(name, func(p string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		relative, err := filepath.Rel(dir, p)
		if err != nil {
			return nil
		}
		hit, err := ignored.MatchesOrParentMatches(filepath.ToSlash(relative))
		if err == nil && !hit {
			return kept
		}
		return nil
	})
	return errors.Is(err, kept)
}
