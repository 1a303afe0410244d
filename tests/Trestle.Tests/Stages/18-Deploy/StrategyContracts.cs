using Trestle.Stages.Deploy.Strategies;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueStrategyContract : StrategyContract
{
    protected override IEnumerable<IRolloutStrategy> Strategies => StrategyCatalog.All;
}
