using Trestle.Stages.Clean;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Clean;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueCleaningRuleContract : CleaningRuleContract
{
    protected override IEnumerable<ICleaningRule> Rules => CleaningCatalog.All;
}
