using Trestle.Stages.SelectFeatures;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.SelectFeatures;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueSelectorContract : SelectorContract
{
    protected override IEnumerable<ISelector> Selectors => SelectorCatalog.All;
}
