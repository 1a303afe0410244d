using Trestle.Stages.RevisitCandidates;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.RevisitCandidates;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueRevisitRuleContract : RevisitRuleContract
{
    protected override IEnumerable<IRevisitRule> Rules => RevisitRuleCatalog.All;
}
