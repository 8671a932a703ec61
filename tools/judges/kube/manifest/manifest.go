// Package manifest reads Kubernetes YAML files document by document and collects
// findings as JSON lines. Both programs of this module stand on it.
package manifest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Document is one object of a file.
type Document struct {
	File   string
	Number int // from 1
	JSON   []byte
	Fields map[string]any
}

// Name of the object for a finding: "Deployment/api".
func (d Document) Name() string {
	kind, _ := d.Fields["kind"].(string)
	metadata, _ := d.Fields["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	return kind + "/" + name
}

// Findings are printed as they come and counted.
type Findings struct {
	Count int
	out   *json.Encoder
}

// NewFindings prints to standard output.
func NewFindings() *Findings {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	return &Findings{out: out}
}

// Add one finding; rule is a short word for its class.
func (f *Findings) Add(file, object, rule, message string) {
	f.Count++
	err := f.out.Encode(map[string]string{"file": file, "object": object, "rule": rule, "message": message})
	if err != nil {
		os.Exit(2)
	}
}

// Each calls visit for every object in files. What is no YAML, or has a key twice,
// is a finding. Empty documents and kustomization files are passed over.
func Each(files []string, found *Findings, visit func(Document)) {
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			found.Add(file, "", "unreadable", err.Error())
			continue
		}
		reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
		for number := 1; ; number++ {
			part, err := reader.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			where := fmt.Sprintf("document %d", number)
			if err != nil {
				found.Add(file, where, "yaml", err.Error())
				break
			}
			d := Document{File: file, Number: number}
			if d.JSON, err = yaml.YAMLToJSONStrict(part); err != nil {
				found.Add(file, where, "yaml", err.Error())
				continue
			}
			if string(d.JSON) == "null" {
				continue
			}
			if err := json.Unmarshal(d.JSON, &d.Fields); err != nil {
				found.Add(file, where, "yaml", "not a mapping: "+err.Error())
				continue
			}
			if kind := d.Fields["kind"]; kind != "Kustomization" && kind != "Component" {
				visit(d)
			}
		}
	}
}
