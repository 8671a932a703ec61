// Command kvalidate does to manifests what a Kubernetes API server does to a create
// request, with the server's own code, without a cluster: strict decoding, check
// for removed API versions, defaulting, conversion, the validation and warnings of
// the kind's registry, Pod Security admission.
//
//	kvalidate [-level restricted] [-canonical] FILE...
//
// -canonical also reports values that the server would store in another spelling
// (cpu "0.25" is stored as 250m): a client that compares would see a change for
// ever. Prints {"file","object","rule","message"} for each finding on a line. Exit
// status: 0 none, 1 findings, 2 bad usage.
//
// Not seen: references between objects, other admission plugins, custom resources.
package main

import (
	"flag"
	"fmt"
	"os"
	"reflect"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/capabilities"

	"stackc/tools/judges/kube/manifest"
	"stackc/tools/judges/kube/podsec"
)

type checker struct {
	found     *manifest.Findings
	pods      *podsec.Judge
	decoder   runtime.Decoder
	canonical bool
	seen      map[string]string // object -> where it was first
}

func (c *checker) check(d manifest.Document) {
	report := func(rule, message string) { c.found.Add(d.File, d.Name(), rule, message) }
	object, gvk, err := c.decoder.Decode(d.JSON, nil, nil)
	if err != nil {
		report("decode", err.Error())
	}
	if object == nil {
		return
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		report("decode", err.Error())
		return
	}
	if c.canonical {
		for _, text := range respelled(d.Fields, object) {
			report("canonical", text)
		}
	}
	id := fmt.Sprint(gvk.GroupKind(), " ", accessor.GetNamespace(), "/", accessor.GetName())
	if first, twice := c.seen[id]; twice {
		report("twice", "the same object is in "+first)
	}
	c.seen[id] = fmt.Sprintf("%s, document %d", d.File, d.Number)
	if text := removed(object, *gvk); text != "" {
		report("removed", text)
		return
	}
	legacyscheme.Scheme.Default(object)
	if template := podTemplate(object); template != nil {
		for _, text := range c.pods.Refusals(&template.ObjectMeta, &template.Spec) {
			report("pod-security", text)
		}
	}
	warnings, err := create(object, *gvk)
	if err != nil {
		report("invalid", err.Error())
	}
	for _, text := range warnings {
		report("warning", text)
	}
}

// podTemplate of a workload, found by shape: spec.template, for a CronJob below
// spec.jobTemplate.spec. A Pod is its own template.
func podTemplate(object runtime.Object) *corev1.PodTemplateSpec {
	if pod, ok := object.(*corev1.Pod); ok {
		return &corev1.PodTemplateSpec{ObjectMeta: pod.ObjectMeta, Spec: pod.Spec}
	}
	at := reflect.ValueOf(object).Elem()
	for _, name := range []string{"Spec", "JobTemplate", "Spec", "Template"} {
		if at.Kind() != reflect.Struct {
			return nil
		}
		if next := at.FieldByName(name); next.IsValid() {
			at = next
		}
	}
	if template, ok := at.Interface().(corev1.PodTemplateSpec); ok {
		return &template
	}
	return nil
}

func main() {
	level := flag.String("level", "restricted", "Pod Security level")
	canonical := flag.Bool("canonical", false, "report values that are stored in another spelling")
	flag.Parse()
	pods, err := podsec.New(*level)
	if err != nil || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: kvalidate [-level LEVEL] [-canonical] FILE...", err)
		os.Exit(2)
	}
	// As on a server that may run privileged pods; Pod Security is what forbids them.
	capabilities.Setup(true, 0)
	factory := serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict)
	c := checker{
		found:     manifest.NewFindings(),
		pods:      pods,
		decoder:   factory.UniversalDeserializer(),
		canonical: *canonical,
		seen:      map[string]string{},
	}
	manifest.Each(flag.Args(), c.found, c.check)
	if c.found.Count > 0 {
		os.Exit(1)
	}
}
