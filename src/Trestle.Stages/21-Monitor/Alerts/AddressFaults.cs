using Trestle.Core.Configuration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>What channels check of their addresses.</summary>
internal static class AddressFaults
{
    /// <summary>An address that is itself a secret must come from the environment.</summary>
    public static IEnumerable<SettingFault> Secret(string setting, WebAddress address)
    {
        if (address.Variable is null)
        {
            yield return new SettingFault(
                setting, "a secret in clear text (not shown)", "the name of an environment variable that holds the address: ${NAME}");
        }
    }
}
