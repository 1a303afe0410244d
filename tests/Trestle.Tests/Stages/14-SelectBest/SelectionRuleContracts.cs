using Trestle.Stages.SelectBest;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.SelectBest;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueSelectionRuleContract : SelectionRuleContract
{
    protected override IEnumerable<ISelectionRule> Rules => [new Highest(), new WorthItsPrice(0.005), new WorthItsPrice(0)];
}
