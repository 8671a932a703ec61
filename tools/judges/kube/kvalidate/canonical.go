package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sort"

	"k8s.io/apimachinery/pkg/runtime"
)

// respelled lists the values of the input that the API types write back
// differently. Members that they leave out are not listed: strict decoding has
// reported the unknown ones.
func respelled(input map[string]any, object runtime.Object) (texts []string) {
	encoded, err := json.Marshal(object)
	var stored map[string]any
	if err == nil {
		err = json.Unmarshal(encoded, &stored)
	}
	if err != nil {
		return []string{err.Error()}
	}
	var walk func(path string, in, out any)
	walk = func(path string, in, out any) {
		switch in := in.(type) {
		case map[string]any:
			members, _ := out.(map[string]any)
			for key, value := range in {
				walk(path+"."+key, value, members[key])
			}
		case []any:
			items, _ := out.([]any)
			for i := 0; i < min(len(in), len(items)); i++ {
				walk(fmt.Sprintf("%s[%d]", path, i), in[i], items[i])
			}
		default:
			if out != nil && !reflect.DeepEqual(in, out) {
				texts = append(texts, fmt.Sprintf("%s: %v is stored as %v", path[1:], in, out))
			}
		}
	}
	walk("", input, stored)
	sort.Strings(texts)
	return texts
}
