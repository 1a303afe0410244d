using Trestle.Stages.Infer;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Infer;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueSinkContract : SinkContract
{
    protected override IEnumerable<IPredictionSink> Sinks => SinkCatalog.All;
}
