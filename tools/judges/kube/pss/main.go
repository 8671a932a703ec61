// Command pss checks the pods and pod templates in manifests against a level of the
// Pod Security Standards, with Kubernetes' own code, without a cluster.
//
//	pss [-level restricted] FILE...
//
// Prints {"file","object","rule","message"} for each finding on a line. Exit
// status: 0 none, 1 findings, 2 bad usage.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"

	"stackc/tools/judges/kube/manifest"
	"stackc/tools/judges/kube/podsec"
)

// Where the pod template lies, by kind.
var templatePath = map[string][]string{
	"Pod":         {},
	"Deployment":  {"spec", "template"},
	"StatefulSet": {"spec", "template"},
	"DaemonSet":   {"spec", "template"},
	"ReplicaSet":  {"spec", "template"},
	"Job":         {"spec", "template"},
	"CronJob":     {"spec", "jobTemplate", "spec", "template"},
}

func main() {
	level := flag.String("level", "restricted", "privileged, baseline or restricted")
	flag.Parse()
	judge, err := podsec.New(*level)
	if err != nil || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: pss [-level LEVEL] FILE...", err)
		os.Exit(2)
	}
	found := manifest.NewFindings()
	manifest.Each(flag.Args(), found, func(d manifest.Document) {
		kind, _ := d.Fields["kind"].(string)
		path, ok := templatePath[kind]
		if !ok {
			return
		}
		at := d.Fields
		for _, key := range path {
			at, _ = at[key].(map[string]any)
		}
		text, err := json.Marshal(at)
		var template corev1.PodTemplateSpec
		if err == nil {
			err = json.Unmarshal(text, &template)
		}
		if err != nil || at == nil {
			found.Add(d.File, d.Name(), "decode", fmt.Sprint("no pod template: ", err))
			return
		}
		for _, text := range judge.Refusals(&template.ObjectMeta, &template.Spec) {
			found.Add(d.File, d.Name(), "pod-security", text)
		}
	})
	if found.Count > 0 {
		os.Exit(1)
	}
}
