using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Trestle.Storage.Records;

/// <summary>The record database.</summary>
internal sealed class RecordContext(DbContextOptions<RecordContext> options) : DbContext(options)
{
    public DbSet<RunEntity> Runs => Set<RunEntity>();

    public DbSet<UnitEntity> Units => Set<UnitEntity>();

    public DbSet<ArtifactEntity> Artifacts => Set<ArtifactEntity>();

    public DbSet<VersionEntity> Versions => Set<VersionEntity>();

    public DbSet<AliasEntity> Aliases => Set<AliasEntity>();

    public DbSet<AliasChangeEntity> AliasChanges => Set<AliasChangeEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RunEntity>().Property(run => run.Status).HasConversion<string>();
        modelBuilder.Entity<UnitEntity>(unit =>
        {
            unit.Property(entity => entity.Status).HasConversion<string>();
            unit.HasIndex(entity => entity.Key);
            unit.HasIndex(entity => entity.RunId);
            unit.HasOne<RunEntity>().WithMany().HasForeignKey(entity => entity.RunId);
        });
        modelBuilder.Entity<ArtifactEntity>(artifact =>
        {
            artifact.HasIndex(entity => entity.UnitId);
            artifact.HasOne<UnitEntity>().WithMany().HasForeignKey(entity => entity.UnitId);
        });
        modelBuilder.Entity<VersionEntity>(version =>
        {
            version.HasIndex(entity => new { entity.Model, entity.Version }).IsUnique();
            version.HasIndex(entity => new { entity.Model, entity.PackageHash }).IsUnique();
        });
        modelBuilder.Entity<AliasEntity>().HasIndex(alias => new { alias.Model, alias.Alias }).IsUnique();
        modelBuilder.Entity<AliasChangeEntity>().HasIndex(change => change.Model);
    }
}

/// <summary>Lets the migration tool make a context.</summary>
internal sealed class RecordContextFactory : IDesignTimeDbContextFactory<RecordContext>
{
    public RecordContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<RecordContext>().UseSqlite("Data Source=design.db").Options);
}
