using Trestle.Stages.RetrainOrRetire;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.RetrainOrRetire;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueTriggerContract : TriggerContract
{
    protected override IEnumerable<IRenewalTrigger> Triggers => TriggerCatalog.All;
}
