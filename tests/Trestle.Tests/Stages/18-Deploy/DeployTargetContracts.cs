using Trestle.Stages.Deploy.Targets;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueDeployTargetContract : DeployTargetContract
{
    protected override IEnumerable<IDeployTarget> Targets =>
        TargetCatalog.All(DeployPrograms.In(AppContext.BaseDirectory), new ImageFiles("/nowhere"), TimeProvider.System);
}
