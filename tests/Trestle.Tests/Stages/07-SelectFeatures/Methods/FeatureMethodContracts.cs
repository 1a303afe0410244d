using Trestle.Stages.SelectFeatures.Methods;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.SelectFeatures.Methods;

/// <summary>Every method of the catalogue keeps the contract.</summary>
public sealed class CatalogueFeatureMethodContract : FeatureMethodContract
{
    protected override IEnumerable<IFeatureMethod> Methods =>
        FeatureMethodCatalog.All.Select(entry => (IFeatureMethod)Activator.CreateInstance(entry.Value)!);
}
