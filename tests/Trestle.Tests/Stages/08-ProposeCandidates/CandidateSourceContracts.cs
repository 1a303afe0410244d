using Trestle.Stages.ProposeCandidates;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.ProposeCandidates;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueCandidateSourceContract : CandidateSourceContract
{
    protected override IEnumerable<ICandidateSource> Sources => CandidateCatalog.All;
}
