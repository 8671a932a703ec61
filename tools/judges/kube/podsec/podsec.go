// Package podsec asks Kubernetes' own Pod Security checks about pod templates.
package podsec

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// Judge holds one level of the Pod Security Standards, newest version.
type Judge struct {
	level     api.LevelVersion
	evaluator policy.Evaluator
}

// New takes privileged, baseline or restricted.
func New(level string) (*Judge, error) {
	parsed, err := api.ParseLevel(level)
	if err != nil {
		return nil, err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return nil, err
	}
	return &Judge{api.LevelVersion{Level: parsed, Version: api.LatestVersion()}, evaluator}, nil
}

// Refusals of a pod; empty when the level admits it.
func (j *Judge) Refusals(meta *metav1.ObjectMeta, spec *corev1.PodSpec) (texts []string) {
	for _, result := range j.evaluator.EvaluatePod(j.level, meta, spec) {
		if !result.Allowed {
			texts = append(texts, result.ForbiddenReason+": "+result.ForbiddenDetail)
		}
	}
	return texts
}
