using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Register;

/// <summary>
/// Stage 16: gives a proven package a version. The first version becomes the champion; a later one remains a challenger until it is
/// promoted.
/// </summary>
internal sealed class RegisterStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Register;

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var package = context.Read(Artifact.ModelPackage);
        var proof = context.Read(Artifact.ParityProof);
        foreach (var check in RegistrationCheckCatalog.All)
        {
            if (check.Refuse(package, proof) is { } problem)
            {
                throw new TrestleException(problem, ExitCode.Refused);
            }
        }

        var registry = new ModelRegistry(context.Project, context.Records);
        context.Write(Artifact.RegistryEntry, await registry.RegisterAsync(package, context.Unit.Run, cancellation));
    }
}
