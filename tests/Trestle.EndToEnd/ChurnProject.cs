using Shouldly;

using Xunit;

namespace Trestle.EndToEnd;

/// <summary>The churn example, run once from the source to a registered model; the tests of a class share it.</summary>
public sealed class ChurnProject : IAsyncLifetime
{
    /// <summary>The project's folder.</summary>
    public string Folder { get; } = TrestleProgram.CopyExample("churn");

    /// <summary>The package of version 1.</summary>
    public string Package => Path.Combine(Folder, ".trestle", "packages", "churn-1.trestle");

    /// <summary>What the run printed.</summary>
    public string Output { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var ended = await TrestleProgram.RunAsync(TestContext.Current.CancellationToken, "run", Folder);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        Output = ended.Output;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
