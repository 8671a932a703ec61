package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/component-base/version"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
)

// What the server does on create, by group and kind. One line here and one import
// make another kind known.
var strategies = map[string]rest.RESTCreateStrategy{
	"ConfigMap":                             configmap.Strategy,
	"LimitRange":                            limitrange.Strategy,
	"Namespace":                             namespace.Strategy,
	"PersistentVolumeClaim":                 persistentvolumeclaim.Strategy,
	"Pod":                                   pod.Strategy,
	"ResourceQuota":                         resourcequota.Strategy,
	"Secret":                                secret.Strategy,
	"Service":                               service.Strategy,
	"ServiceAccount":                        serviceaccount.Strategy,
	"CronJob.batch":                         cronjob.Strategy,
	"DaemonSet.apps":                        daemonset.Strategy,
	"Deployment.apps":                       deployment.Strategy,
	"HorizontalPodAutoscaler.autoscaling":   horizontalpodautoscaler.Strategy,
	"Ingress.networking.k8s.io":             ingress.Strategy,
	"Job.batch":                             job.Strategy,
	"NetworkPolicy.networking.k8s.io":       networkpolicy.Strategy,
	"PodDisruptionBudget.policy":            poddisruptionbudget.Strategy,
	"Role.rbac.authorization.k8s.io":        role.Strategy,
	"RoleBinding.rbac.authorization.k8s.io": rolebinding.Strategy,
	"StatefulSet.apps":                      statefulset.Strategy,
	"StorageClass.storage.k8s.io":           storageclass.Strategy,
}

// removed tells whether the version of the API is no longer served, in words.
func removed(object runtime.Object, gvk schema.GroupVersionKind) string {
	lifecycle, ok := object.(interface{ APILifecycleRemoved() (int, int) })
	if !ok {
		return ""
	}
	_, after, _ := strings.Cut(version.DefaultKubeBinaryVersion, ".")
	served, err := strconv.Atoi(after)
	major, minor := lifecycle.APILifecycleRemoved()
	if err == nil && major == 1 && minor <= served {
		return fmt.Sprintf("%s was removed in Kubernetes %d.%d", gvk, major, minor)
	}
	return ""
}

type recorder struct{ texts []string }

func (r *recorder) AddWarning(_, text string) { r.texts = append(r.texts, text) }

// create runs the registry's strategy over the object.
func create(object runtime.Object, gvk schema.GroupVersionKind) ([]string, error) {
	strategy, ok := strategies[gvk.GroupKind().String()]
	if !ok {
		return nil, fmt.Errorf("no validation known here for %s", gvk)
	}
	internal, err := legacyscheme.Scheme.ConvertToVersion(object,
		schema.GroupVersion{Group: gvk.Group, Version: runtime.APIVersionInternal})
	if err != nil {
		return nil, err
	}
	accessor, err := meta.Accessor(internal)
	if err != nil {
		return nil, err
	}
	if strategy.NamespaceScoped() && accessor.GetNamespace() == "" {
		accessor.SetNamespace(metav1.NamespaceDefault)
	}
	rest.FillObjectMetaSystemFields(accessor)
	if s, ok := internal.(*core.Service); ok && s.Spec.ClusterIP != "" && len(s.Spec.ClusterIPs) == 0 {
		s.Spec.ClusterIPs = []string{s.Spec.ClusterIP} // else the storage layer does it
	}
	warnings := &recorder{}
	ctx := request.WithNamespace(context.Background(), accessor.GetNamespace())
	ctx = request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true,
		Verb:              "create",
		APIGroup:          gvk.Group,
		APIVersion:        gvk.Version,
		Namespace:         accessor.GetNamespace(),
		Name:              accessor.GetName(),
	})
	ctx = warning.WithWarningRecorder(ctx, warnings)
	err = rest.BeforeCreate(strategy, ctx, internal)
	return warnings.texts, err
}
