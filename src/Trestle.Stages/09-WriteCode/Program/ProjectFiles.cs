using Trestle.Stages.ProposeCandidates.Programs;
using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Program;

/// <summary>The project files.</summary>
internal static class ProjectFiles
{
    /// <summary>Keeps settings of parent folders out of the project.</summary>
    public static CodeFile Boundary { get; } = new("Directory.Build.props", """
        <Project>
          <!-- So that the settings of a folder above do not change this project. -->
        </Project>
        """);

    /// <summary>What git ignores.</summary>
    public static CodeFile Ignored { get; } = new(".gitignore", """
        bin/
        obj/
        predictions.csv
        metrics.csv
        """);

    /// <summary>The project; the only package is LightGBM, and only for trees.</summary>
    public static CodeFile Project(CodePlan plan)
    {
        var packages = plan.Learner != "lightgbm" ? "" : """

              <ItemGroup>
                <PackageReference Include="LightGBM" Version="4.7.0" />
              </ItemGroup>
            """;
        return new CodeFile($"{plan.Name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RootNamespace>Training</RootNamespace>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <InvariantGlobalization>true</InvariantGlobalization>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>{packages}
            </Project>
            """);
    }

    /// <summary>What Trestle has to know about the program when it competes.</summary>
    public static CodeFile Manifest(CodePlan plan) => new(ProgramSource.ManifestFile, $$"""
        {
          "format": "{{ProgramSource.Format}}",
          "learner": "{{plan.Learner}}",
          "task": "{{plan.Task.ToString().ToLowerInvariant()}}"
        }
        """);
}
