// Command envdump prints what the .env reader of Docker Compose finds in each
// file: one JSON object {"file", "ok", "error", "values"} on a line. Variables are
// expanded from the file alone. Exit status: 0 all read, 1 one was refused.
package main

import (
	"encoding/json"
	"os"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

func main() {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	status := 0
	for _, name := range os.Args[1:] {
		line := map[string]any{"file": name, "ok": true}
		values, err := dotenv.ReadFile(name, func(string) (string, bool) { return "", false })
		if err != nil {
			line["ok"], line["error"] = false, err.Error()
			status = 1
		} else {
			line["values"] = values
		}
		if out.Encode(line) != nil {
			os.Exit(2)
		}
	}
	os.Exit(status)
}
