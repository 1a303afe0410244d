using Trestle.Stages.Register;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Register;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueRegistrationCheckContract : RegistrationCheckContract
{
    protected override IEnumerable<IRegistrationCheck> Checks => RegistrationCheckCatalog.All;
}
