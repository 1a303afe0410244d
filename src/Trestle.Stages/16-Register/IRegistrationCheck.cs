using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Register;

/// <summary>Something that must hold before a package gets a version.</summary>
public interface IRegistrationCheck
{
    /// <summary>Why the package is refused; null when it is accepted.</summary>
    Problem? Refuse(PackagedModel package, ParityProof proof);
}

/// <summary>All checks: one line each.</summary>
internal static class RegistrationCheckCatalog
{
    /// <summary>The checks in order; the first that refuses decides.</summary>
    public static IReadOnlyList<IRegistrationCheck> All { get; } =
    [
        new Proved(),
    ];
}

/// <summary>The package was replayed by every kind of request, on some rows, without a difference.</summary>
internal sealed class Proved : IRegistrationCheck
{
    /// <inheritdoc/>
    public Problem? Refuse(PackagedModel package, ParityProof proof)
    {
        var failed = proof.Ways.Where(way => way.Differences > 0 || way.Rows == 0).ToArray();
        return proof.Rows > 0 && proof.Ways.Count > 0 && failed.Length == 0
            ? null
            : RegisterErrors.NotProved(
                package.Name,
                failed.Length == 0 ? "it covers no rows" : string.Join(
                    "; ", failed.Select(way => $"{way.Way}: {way.Differences} of {way.Rows} rows differ")));
    }
}
